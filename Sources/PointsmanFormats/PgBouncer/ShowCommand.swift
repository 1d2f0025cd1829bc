/// The commands of PgBouncer's console that return rows (its manual, "SHOW commands"), each of which becomes metrics.
package enum ShowCommand: String, CaseIterable, Sendable {
    case version = "VERSION"
    case lists = "LISTS"
    case config = "CONFIG"
    case databases = "DATABASES"
    case pools = "POOLS"
    case stats = "STATS"
    case clients = "CLIENTS"
    case servers = "SERVERS"

    package var statement: String { "SHOW \(rawValue)" }
}

/// A row that one SHOW command returns.
package protocol ConsoleRow {
    static var command: ShowCommand { get }

    /// - Parameter value: gives a column's value; nil if it is NULL or there is no such column.
    init?(row value: (String) -> String?)
}

extension DatabaseRow: ConsoleRow {
    package static var command: ShowCommand { .databases }
}

extension PoolRow: ConsoleRow {
    package static var command: ShowCommand { .pools }
}

extension ClientRow: ConsoleRow {
    package static var command: ShowCommand { .clients }
}

extension ServerRow: ConsoleRow {
    package static var command: ShowCommand { .servers }
}

extension TotalsRow: ConsoleRow {
    package static var command: ShowCommand { .stats }
}

/// PgBouncer's counters in SHOW STATS for the statements of one database since its pools were made: their bytes and
/// their times. Two equal rows prove that no statement went through in between. Logins and `connect_query` don't count,
/// nor does a waiting client: it is already in `total_xact_count` and `total_query_count`, which are not used here.
package struct TotalsRow: Equatable, Sendable {
    package let database: String
    private let totals: [String]
    /// Whether a statement went through since the pools were made.
    package let isCounting: Bool

    private static let columns = ["total_received", "total_sent", "total_xact_time", "total_query_time"]

    /// - Parameter value: gives a column's value of SHOW STATS.
    /// - Returns: nil if the row lacks a column that every release since 1.18 has.
    package init?(row value: (String) -> String?) {
        let totals = Self.columns.compactMap(value)
        guard let database = value("database"), totals.count == Self.columns.count else { return nil }
        self.database = database
        self.totals = totals
        isCounting = totals[0] != "0"
    }
}

/// A row of PgBouncer's SHOW CLIENTS: one for each client, as far as KILL_CLIENT can end it.
package struct ClientRow: Equatable, Sendable {
    package var database: String
    /// The argument of KILL_CLIENT.
    package var id: UInt64
    /// The server connection that it has, by ``ServerRow/pointer``; nil while it has none.
    package var server: String?
    /// Whether it waits for a server connection.
    package var isWaiting: Bool
    /// How long it has waited; zero while it waits for its login.
    package var wait: Duration

    /// - Returns: nil if the row lacks a column: `id` came with 1.24.
    package init?(row value: (String) -> String?) {
        guard let database = value("database"), let id = value("id").flatMap(UInt64.init), let link = value("link")
        else { return nil }
        self.database = database
        self.id = id
        server = link.isEmpty ? nil : link
        isWaiting = value("state")?.hasPrefix("waiting") ?? false
        func count(_ column: String) -> Int32 { value(column).flatMap(Int32.init).map { max(0, $0) } ?? 0 }
        wait = .seconds(count("wait")) + .microseconds(count("wait_us"))
    }
}
