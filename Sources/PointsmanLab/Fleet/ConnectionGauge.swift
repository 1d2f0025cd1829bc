import LinuxReactor
import PostgresClient

/// A gauge that keeps counting the connections of the app's role on a server.
@Reactor
final class ConnectionGauge {
    private let administrator: PostgresConnection
    private var task: Task<Void, Never>?
    private var most = 0
    /// Why it has stopped counting; nil while it counts.
    private(set) var failure: PostgresError?

    private static let interval = Duration.milliseconds(50)

    init(_ administrator: PostgresConnection) {
        self.administrator = administrator
        task = Reactor.task { await self.run() }
    }

    /// The highest count since the last call.
    func take() -> Int {
        defer { most = 0 }
        return most
    }

    func stop() {
        task?.cancel()
    }

    private func run() async {
        while !Task.isCancelled {
            do {
                let rows = try await administrator.execute(
                    "select count(*) from pg_stat_activity where usename = 'app'", until: .now + .seconds(10))
                most = max(most, rows.first?.value("count").flatMap { Int($0) } ?? 0)
            } catch {
                failure = error
                return
            }
            await Reactor.sleep(until: .now + Self.interval)
        }
    }
}
