import PointsmanCore
import Testing

/// Inspections of a pooler, and what they show.
enum PoolerLooks {
    static func app(
        _ place: PoolerSight.Database.Place = .asSet, isPaused: Bool = false, isDisabled: Bool = false
    ) -> PoolerSight.Console {
        .shows([
            PoolerSight.Database(
                name: "app", carriesWrites: true, place: place, isPaused: isPaused, isDisabled: isDisabled),
            PoolerSight.Database(name: "app_ro", carriesWrites: false),
        ])
    }

    static let well = PoolerSight(console: app(), canary: .reached(primary().identity, isInRecovery: false))

    /// Lets time pass, with all members answering, until a look is asked for.
    static func look(_ shell: inout ScriptedShell, after last: OperationID? = nil) -> PoolerInspection? {
        for _ in 0..<200 {
            if let look = shell.inspection, look.id != last { return look }
            shell.pass(.milliseconds(100))
            answer(&shell)
        }
        return nil
    }

    static func answer(_ shell: inout ScriptedShell) {
        shell.see(iad, primary())
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, started: 3))
    }

    static func show(_ sight: PoolerSight, _ shell: inout ScriptedShell, after last: OperationID? = nil) throws {
        let look = try #require(look(&shell, after: last))
        shell.send(.inspected(look.id, sight))
    }
}
