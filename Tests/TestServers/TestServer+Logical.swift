import Glibc
import LinuxReactor
package import PostgresClient

extension TestServer {
    /// Restarts it with `wal_level = logical`.
    package func becomeLogical() async throws {
        _ = try await connect().execute("ALTER SYSTEM SET wal_level = 'logical'", until: .now + .seconds(60))
        process.signal(SIGINT)
        _ = await process.ended(until: .now + .seconds(60))
        try restart()
        _ = try await connect()
    }

    /// A superuser's session of another database.
    package func connect(to database: String) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            parameters.filter { $0.keyword != "dbname" } + [("dbname", database)], until: .now + .seconds(60))
    }

    /// What an operator's command logs in with.
    package func login(_ database: String) -> String {
        (parameters.filter { $0.keyword != "dbname" } + [("dbname", database)])
            .map { "\($0.keyword)=\($0.value)" }.joined(separator: " ")
    }
}
