/// The statements by which an agent hears the fleet through the primary and sends to it. Nothing is stored there.
package enum FleetStatement {
    /// The channel of the fleet with this name; a common one without a name.
    package static func channel(fleet name: String?) -> String {
        // A channel's name is an identifier of at most 63 bytes.
        name.map { String(decoding: "pointsman_\($0)".utf8.prefix(63), as: UTF8.self) } ?? "pointsman"
    }

    /// Listens, and asks for the server's time in microseconds since 1970.
    package static func listen(_ channel: String) -> String {
        "LISTEN \"\(channel.replacing("\"", with: "\"\""))\"; " + clock
    }

    package static let clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now"

    /// Sends to all listeners. NOTIFY's commit writes to the write-ahead log; with this setting it waits for no
    /// synchronous standby and for no disk.
    package static func notify(_ payload: String, channel: String) -> String {
        "SELECT set_config('synchronous_commit', 'off', true); "
            + "SELECT pg_notify(\(SQLText.literal(channel)), \(SQLText.literal(payload)))"
    }

    /// The sessions of our role with transactions older than `milliseconds`, which may outlast a drain. Quoted strings
    /// in their queries are left out.
    package static func openTransactions(olderThanMilliseconds milliseconds: Int64) -> String {
        """
        SELECT pid, extract(epoch FROM clock_timestamp() - xact_start)::bigint AS age, \
        left(regexp_replace(regexp_replace(query, $r$'([^']|'')*'?$r$, '?', 'g'), '\\s+', ' ', 'g'), 60) AS words \
        FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid() \
        AND backend_type = 'client backend' \
        AND xact_start < clock_timestamp() - interval '\(milliseconds) milliseconds' ORDER BY xact_start LIMIT 20
        """
    }
}
