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
    /// - Returns: whether the console did it.
    @discardableResult
    func tellTakingRefusal(_ verb: ConsoleVerb) async throws(PostgresError) -> Bool {
        do throws(PostgresError) {
            try await tell(verb)
            return true
        } catch {
            guard error.code == .server else { throw error }
            return false
        }
    }

    /// The rows of SHOW that can be read.
    func rows<Row: ConsoleRow>(_ type: Row.Type = Row.self) async throws(PostgresError) -> [Row] {
        try await records(Row.command).compactMap { Row(row: $0) }
    }

    /// The rows of SHOW DATABASES, by name.
    /// - Parameter file: the file that tells what the names stand for to which databases lead; nil if that is not asked.
    func databases(_ file: DatabasesFile? = nil) async throws(PostgresError) -> [String: DatabaseRow] {
        let rows = try await rows(DatabaseRow.self)
        return Dictionary((file?.located(rows) ?? rows).map { ($0.name, $0) }) { first, _ in first }
    }

    /// The databases that `*` has opened and that SHOW DATABASES leaves out: PgBouncer puts one aside, paused or not, that has neither
    /// a client nor a server connection, and takes it back by a client or by a command that names it.
    /// - Parameter shown: the names that SHOW DATABASES shows.
    func namesAside(from shown: some Collection<String>) async throws(PostgresError) -> [String] {
        let names = Set(try await rows(PoolRow.self).map(\.database))
        return names.subtracting(shown).subtracting([PoolerHouse.ownDatabase]).sorted()
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
