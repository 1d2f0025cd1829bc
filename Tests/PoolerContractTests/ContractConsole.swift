import LinuxReactor
import PointsmanFormats
import PointsmanSimulation
import PostgresClient

/// What the console of the real PgBouncer shows.
@Reactor
struct ContractConsole {
    let connection: PostgresConnection

    func ask(_ command: String) async throws(PostgresError) -> ResultSet? {
        try await connection.execute(command, until: .now + .seconds(60)).first
    }

    /// Suspends until what PgBouncer was going to do by itself is done.
    ///
    /// It is one thread: a turn of its loop reads all that has come in, and ends with all that can be done for whoever
    /// waits (it answers a PAUSE that nothing hinders any more, links clients, dials, ends what has to end). Each of
    /// these questions is sent after the one before was answered, so it takes a turn of its own; what the turns before
    /// wrote to other connections on this machine is there to be read before the last answer is. So what has not
    /// happened now won't, unless something else happens first, or time runs out for something.
    func settle() async throws {
        for _ in 0..<3 { _ = try await ask("SHOW VERSION") }
    }

    func isPaused(_ database: ContractStep.Database) async throws -> Bool {
        try await rows("SHOW DATABASES").contains { $0("name") == "\(database)" && $0("paused") == "1" }
    }

    /// Whether it has read what the client sent: the client waits, or has a server connection.
    func hasHeard(client: Int) async throws -> Bool {
        try await rows("SHOW CLIENTS").contains {
            $0("application_name") == "client \(client)" && ($0("state") == "waiting" || $0("link")?.isEmpty == false)
        }
    }

    func isWaiting(client: Int) async throws -> Bool {
        try await rows("SHOW CLIENTS").contains {
            $0("application_name") == "client \(client)" && $0("state") == "waiting"
        }
    }

    func isLinked(toPort port: UInt16) async throws -> Bool {
        try await rows("SHOW SERVERS").contains {
            $0("database") == "writes" && $0("port") == "\(port)" && $0("state") != "new"
        }
    }

    func isLoggingIn() async throws -> Bool {
        try await rows("SHOW POOLS").contains { $0("database") == "writes" && $0("sv_login") != "0" }
    }

    func isPatient() async throws -> Bool {
        try await rows("SHOW CONFIG").contains { $0("key") == "query_wait_timeout" && $0("value") != "1" }
    }

    /// What it has counted of the database for writes.
    func totals() async throws -> TotalsRow? {
        guard let table = try await ask("SHOW STATS") else { return nil }
        return table.rows.indices.lazy
            .compactMap { index in TotalsRow { table.value($0, row: index) } }
            .first { $0.database == "writes" }
    }

    private func rows(_ command: String) async throws -> [(String) -> String?] {
        guard let table = try await ask(command) else { return [] }
        return table.rows.indices.map { index in { table.value($0, row: index) } }
    }
}
