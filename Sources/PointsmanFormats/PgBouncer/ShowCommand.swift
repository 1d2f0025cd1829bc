/// The commands of PgBouncer's console that answer with rows (its manual, "SHOW commands"), each of which becomes metrics.
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

/// A row of what one SHOW command answers.
package protocol ConsoleRow {
    static var command: ShowCommand { get }

    /// - Parameter value: of a column; nil where it is NULL or there is no such column.
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
