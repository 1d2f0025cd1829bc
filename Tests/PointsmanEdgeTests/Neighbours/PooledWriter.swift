import LinuxReactor
import PostgresClient

/// A client that writes through the pooler, again and again.
@Reactor
final class PooledWriter {
    private let parameters: [(keyword: String, value: String)]
    private(set) var commits: [ContinuousClock.Instant] = []
    private(set) var complaint = "no write has been tried"
    private var task: Task<Void, Never>?

    init(_ parameters: [(keyword: String, value: String)]) {
        self.parameters = parameters
        task = Reactor.task { await self.run() }
    }

    func stop() async {
        task?.cancel()
        await task?.value
    }

    /// The longest time without a commit from `moment` to now.
    func longestGap(since moment: ContinuousClock.Instant) -> Duration {
        let moments = [moment] + commits.filter { $0 > moment } + [.now]
        return zip(moments, moments.dropFirst()).map { $1 - $0 }.max() ?? .zero
    }

    private func run() async {
        var connection: PostgresConnection?
        while !Task.isCancelled {
            do throws(PostgresError) {
                let used: PostgresConnection
                if let connection {
                    used = connection
                } else {
                    used = try await PostgresConnection.connect(parameters, until: .now + .seconds(10))
                }
                connection = used
                // It takes a transaction id, which a standby refuses to give.
                _ = try await used.execute("SELECT pg_catalog.txid_current()", until: .now + .seconds(10))
                commits.append(.now)
            } catch {
                complaint = "\(error)"
                connection = nil
            }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
    }
}
