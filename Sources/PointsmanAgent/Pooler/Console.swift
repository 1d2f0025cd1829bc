import LinuxReactor
import PointsmanFormats
import PostgresClient

/// PgBouncer's console: what it is told, and what it shows, as types.
@Reactor
struct Console: Sendable {
    private let execute: @Reactor (_ command: String, _ bytes: Int?) async throws(PostgresError) -> [ResultSet]

    /// Commands go out on `connection`, each of which may take as long as `patience`.
    init(_ connection: ConsoleConnection, patience: Duration) {
        execute = { (command, bytes) throws(PostgresError) in
            try await connection.execute(command, until: .now + patience, reading: bytes)
        }
    }

    /// Commands go out on `connection`, all of which may take until `deadline`.
    init(_ connection: PostgresConnection, until deadline: ContinuousClock.Instant) {
        execute = { (command, bytes) throws(PostgresError) in
            try await connection.execute(command, until: deadline, reading: bytes)
        }
    }

    func tell(_ verb: ConsoleVerb) async throws(PostgresError) {
        _ = try await execute(verb.text, nil)
    }

    /// Tells what may have no object any more: a client may have gone meanwhile, and what is resumed already can't be. An error
    /// that the console sent is an answer, then.
    func tellTakingRefusal(_ verb: ConsoleVerb) async throws(PostgresError) {
        do throws(PostgresError) {
            try await tell(verb)
        } catch {
            guard error.code == .server else { throw error }
        }
    }

    /// The rows that can be read.
    func rows<Row: ConsoleRow>(_ type: Row.Type = Row.self) async throws(PostgresError) -> [Row] {
        try await records(Row.command).compactMap { Row(row: $0) }
    }

    /// The rows of SHOW DATABASES, by name.
    func databases() async throws(PostgresError) -> [String: DatabaseRow] {
        Dictionary(try await rows(DatabaseRow.self).map { ($0.name, $0) }) { first, _ in first }
    }

    /// The value of one key of SHOW CONFIG; nil where this release has none.
    func setting(_ key: String) async throws(PostgresError) -> String? {
        try await records(.config).first { $0("key") == key }?("value")
    }

    /// The answer row by row, each as a function from a column's name to its value.
    func records(_ command: ShowCommand) async throws(PostgresError) -> [(String) -> String?] {
        // Nothing else is as long as what tells of each client.
        let bytes = command == .clients ? PostgresConnection.consoleBytes : nil
        return try await execute(command.statement, bytes).first?.records ?? []
    }
}

/// PgBouncer's console did not do what it was asked.
struct ConsoleError: Error, CustomStringConvertible {
    /// A sentence that says what was asked and what came back.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
