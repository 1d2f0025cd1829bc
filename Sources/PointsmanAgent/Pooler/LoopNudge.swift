import LinuxReactor
import PointsmanFormats

/// Keeps PgBouncer's loop turning.
///
/// PgBouncer starts logins for waiting clients only when its loop turns. If all clients wait, only the janitor turns
/// it, three times a second, and a failed login may not be repeated before server_login_retry is over: one of a dozen
/// reroutes lost 330 ms in this way.
@Reactor
final class LoopNudge {
    private let connection: ConsoleConnection
    private var isNudging = false

    init(_ connection: ConsoleConnection) {
        self.connection = connection
    }

    /// Keeps it turning until `work` is done, for at most a second.
    func during<Result: Sendable>(_ work: () async -> Result) async -> Result {
        guard !isNudging else { return await work() }
        isNudging = true
        let turns = Reactor.task {
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
