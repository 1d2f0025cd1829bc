import LinuxReactor
import PointsmanFormats

/// Keeps PgBouncer's loop turning.
///
/// PgBouncer starts logins for clients that wait only when its loop turns. If all clients wait, nothing turns it but the
/// janitor, three times a second, and a login that came to nothing may not be repeated before server_login_retry
/// is over: 330 ms were lost so in one of a dozen reroutes.
@Reactor
final class LoopNudge {
    private let connection: ConsoleConnection
    private var isNudging = false

    init(_ connection: ConsoleConnection) {
        self.connection = connection
    }

    /// Keeps it turning until `work` is done, a second at most.
    func during<Result: Sendable>(_ work: () async -> Result) async -> Result {
        guard !isNudging else { return await work() }
        isNudging = true
        let turns = Task { @Reactor in
            let limit = ContinuousClock.now + .seconds(1)
            let question = ShowCommand.version.statement
            while self.isNudging, .now < limit {
                guard (try? await self.connection.execute(question, until: limit + PoolerSession.patience)) != nil
                else {
                    return
                }
                await Reactor.sleep(until: .now + .milliseconds(5))
            }
        }
        let result = await work()
        isNudging = false
        await turns.value
        return result
    }
}
