import LinuxReactor
import PointsmanFormats
import PostgresClient

/// PgBouncer's console: its commands and its answers as types.
@Reactor
struct Console: Sendable {
    private let execute: @Reactor (_ command: String, _ bytes: Int?) async throws(PostgresError) -> [ResultSet]

    /// Sends commands on `connection`; each may take as long as `patience`.
    init(_ connection: ConsoleConnection, patience: Duration) {
        execute = { (command, bytes) throws(PostgresError) in
            try await connection.execute(command, until: .now + patience, reading: bytes)
        }
    }

    /// Sends commands on `connection`; all together may take until `deadline`.
    init(_ connection: PostgresConnection, until deadline: ContinuousClock.Instant) {
        execute = { (command, bytes) throws(PostgresError) in
            try await connection.execute(command, until: deadline, reading: bytes)
        }
    }

    func tell(_ verb: ConsoleVerb) async throws(PostgresError) {
        _ = try await execute(verb.text, nil)
    }

    /// Sends a command whose object may be gone: a client may have left meanwhile, or a database may have been resumed
    /// already. An error that the console sends counts as an answer.
    func tellTakingRefusal(_ verb: ConsoleVerb) async throws(PostgresError) {
        do throws(PostgresError) {
            try await tell(verb)
        } catch {
            guard error.code == .server else { throw error }
        }
    }

    /// The rows of SHOW that can be read.
    func rows<Row: ConsoleRow>(_ type: Row.Type = Row.self) async throws(PostgresError) -> [Row] {
        try await records(Row.command).compactMap { Row(row: $0) }
    }

    /// The rows of SHOW DATABASES, by name.
    func databases() async throws(PostgresError) -> [String: DatabaseRow] {
        Dictionary(try await rows(DatabaseRow.self).map { ($0.name, $0) }) { first, _ in first }
    }

    /// The value of one key of SHOW CONFIG; nil if this release does not have the key.
    func setting(_ key: String) async throws(PostgresError) -> String? {
        try await records(.config).first { $0("key") == key }?("value")
    }

    /// The answer row by row, each as a function from a column's name to its value.
    func records(_ command: ShowCommand) async throws(PostgresError) -> [(String) -> String?] {
        // No other answer is as long as the list of clients.
        let bytes = command == .clients ? PostgresConnection.consoleBytes : nil
        return try await execute(command.statement, bytes).first?.records ?? []
    }
}

/// An error of PgBouncer's console: it did not do what it was told.
struct ConsoleError: Error, CustomStringConvertible {
    /// A sentence that says what was asked and what came back.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
