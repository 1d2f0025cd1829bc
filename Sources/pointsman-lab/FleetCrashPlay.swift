import PointsmanScenarios
import PointsmanSimulation

/// `simulate` with a large fleet: one crash, told as a table.
enum FleetCrashPlay {
    /// The most agents whose runs are judged by the checkers.
    static let mostJudged = 16
    static let mostAgents = 20_000

    static func run(_ agents: Int, loginsPerSecond: Int64) {
        var plan = FleetCrash.Plan(agents: agents)
        plan.loginsPerSecond = loginsPerSecond
        let result = FleetCrash(plan).run()
        let rows: [(String, String)] = [
            ("agents", "\(result.agents)"),
            ("connections a member, at rest", "\(result.connections)"),
            ("probes a second a member, at rest", "\(result.probesAtRest)"),
            ("probes a second a member, at most from the crash on", "\(result.probesAtPeak)"),
            ("dials a second of the dead primary", "\(result.dialsWhenDown)"),
            ("first client served after the promotion, median", milliseconds(result.median)),
            ("first client served after the promotion, p99", milliseconds(result.p99)),
            ("first client served after the promotion, last", milliseconds(result.last)),
            ("poolers that serve none within a minute", "\(result.unserved)"),
            ("logins a second at the new primary, at most", "\(result.logins)"),
            ("failed logins", "\(result.failedLogins)"),
            ("questions a second of other agents at one, at most", "\(result.questions)"),
            ("events", "\(result.events)"),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        for (name, value) in rows {
            Output.line(name + String(repeating: " ", count: width + 2 - name.count) + value)
        }
    }

    private static func milliseconds(_ span: VirtualTime) -> String {
        span == .never ? "-" : "\(span.milliseconds) ms"
    }
}
