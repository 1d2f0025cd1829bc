import LinuxReactor
import PointsmanLoad
import PostgresClient

/// The app of one instance: clients that keep all server connections of their pools busy, for writes and for reads.
@Reactor
final class FleetLoad {
    private let connection: [(keyword: String, value: String)]
    private var tasks: [Task<Void, Never>] = []
    private var isStopping = false
    private(set) var queries = 0
    private(set) var failures: [String: Int] = [:]

    /// A query that takes time but no work: the pools must be full, not the processors.
    private static let query = "select pg_sleep(0.05)"
    /// The number of clients for each database: more than the largest share.
    private let clients: Int

    init(through connection: [(keyword: String, value: String)], clients: Int = 64) {
        self.connection = connection
        self.clients = clients
    }

    func start() {
        for database in ["app", "app_ro"] {
            let parameters = connection.map { $0.keyword == "dbname" ? ("dbname", database) : $0 }
            tasks += (0..<clients).map { _ in Reactor.task { await self.run(parameters) } }
        }
    }

    /// Lets each client finish what it has sent.
    func stop() async {
        isStopping = true
        for task in tasks { await task.value }
    }

    /// The counts since the last call.
    func take() -> (queries: Int, failures: [String: Int]) {
        defer {
            queries = 0
            failures = [:]
        }
        return (queries, failures)
    }

    private func run(_ connection: [(keyword: String, value: String)]) async {
        while !isStopping {
            do {
                let client = try await PostgresConnection.connect(connection, until: .now + Workload.patience)
                while !isStopping {
                    _ = try await client.execute(Self.query, until: .now + Workload.patience)
                    queries += 1
                }
            } catch {
                failures[Failure(.statement, error).kind, default: 0] += 1
                await Reactor.sleep(until: .now + .milliseconds(50))
            }
        }
    }
}
