/// The commands of PgBouncer's console whose answers become metrics (its manual, "SHOW commands").
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
