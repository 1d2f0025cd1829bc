import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Counts the clients that wait during a hold, for the log line afterwards. The count begins after a moment: a short
/// hold races against PgBouncer's logins, and PgBouncer has only one loop.
@Reactor
final class WaitingClients {
    private let console: ConsoleConnection
    private let databases: [String]
    private var task: Task<Void, Never>?
    /// The most clients that were seen to wait at one time in the latest hold; nil if there was no look.
    private(set) var most: Int?

    private static let first = Duration.milliseconds(100)
    private static let interval = Duration.milliseconds(500)
    private static let patience = Duration.seconds(1)

    /// - Parameters:
    ///   - console: the login of PgBouncer's console.
    ///   - databases: the databases that are held.
    nonisolated init(_ console: Login, databases: [String]) {
        self.console = ConsoleConnection(console)
        self.databases = databases
    }

    /// Begins or ends the count; a count that is under way goes on.
    func follow(isHolding: Bool) {
        guard isHolding else {
            task?.cancel()
            return task = nil
        }
        guard task == nil else { return }
        most = nil
        task = Reactor.task {
            await Reactor.sleep(until: .now + Self.first)
            while !Task.isCancelled {
                await self.look()
                await Reactor.sleep(until: .now + Self.interval)
            }
        }
    }

    private func look() async {
        guard let table = try? await console.execute("SHOW POOLS", until: .now + Self.patience).first,
            !Task.isCancelled
        else { return }
        let pools = table.records.compactMap { PoolRow(row: $0) }.filter { databases.contains($0.database) }
        most = max(most ?? 0, pools.map(\.clientsWaiting).reduce(0, +))
    }
}
