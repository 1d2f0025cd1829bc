/// The pgbouncer.ini of a pooler that Pointsman runs: our defaults, the operator's `[pgbouncer]` keys over them, and
/// over those the few that Pointsman must set.
package struct PgBouncerIni: Sendable {
    package var listenAddress: String
    package var listenPort: UInt16
    /// The folder of its own files.
    package var folder: String
    /// The folder of its Unix socket, by which the agent reaches the console; nil for the same folder.
    package var socketFolder: String?
    /// The file of ``DatabasesIni``.
    package var databasesFile: String
    package var url: DatabaseURL
    package var checkQuery: String
    package var holdTimeout: Duration
    /// The operator's keys.
    package var keys: [(key: String, value: String)]
    /// How many databases for writes share what is kept open in advance; nil for any number (`*`).
    package var databases: Int? = 1

    /// The user of the console, which no database knows.
    package static let consoleUser = "pointsman-console"

    package init(
        listenAddress: String, listenPort: UInt16, folder: String, socketFolder: String? = nil, databasesFile: String,
        url: DatabaseURL,
        checkQuery: String, holdTimeout: Duration, keys: [(key: String, value: String)] = []
    ) {
        self.listenAddress = listenAddress
        self.listenPort = listenPort
        self.folder = folder
        self.socketFolder = socketFolder
        self.databasesFile = databasesFile
        self.url = url
        self.checkQuery = checkQuery
        self.holdTimeout = holdTimeout
        self.keys = keys
    }

    /// The folder of its Unix socket.
    package var socketDirectory: String { socketFolder ?? folder }

    package var path: String { "\(folder)/pgbouncer.ini" }
    package var userlist: String { "\(folder)/userlist.txt" }
    package var pidFile: String { "\(folder)/pgbouncer.pid" }

    /// The settings of the file, in order; each key once.
    package var entries: [(key: String, value: String)] {
        var entries = PgBouncerDefaults.pool + PgBouncerDefaults.following + [("server_check_query", checkQuery)]
        entries.append(("query_wait_timeout", String(Self.queryWaitTimeout(holdTimeout: holdTimeout))))
        // PgBouncer's default is 60 s. A client that logs in before it has reached a server may wait as long as one
        // that is held.
        entries.append(("client_login_timeout", String(max(60, holdTimeout.components.seconds + 30))))
        if let protocols = url.tlsVersions.pgBouncerProtocols { entries.append(("server_tls_protocols", protocols)) }
        // Our default is for one database: many with it would fill a server although no client uses them.
        for (key, value) in minimum + keys + owned {
            if let index = entries.firstIndex(where: { $0.key == key }) {
                entries[index].value = value
            } else {
                entries.append((key, value))
            }
        }
        return entries
    }

    /// The file's text. Throws if a key or value can't be written.
    package func text() throws(IniWriter.Unwritable) -> String {
        var writer = IniWriter()
        writer.comment("Written by Pointsman from its own configuration. Changes made here are lost.")
        try writer.section("pgbouncer")
        for entry in entries {
            if entry.key == "pool_mode" {
                PoolMode(rawValue: entry.value.lowercased())?.explanation.forEach { writer.comment($0) }
            }
            try writer.entry(entry.key, entry.value)
        }
        try writer.include(databasesFile)
        return writer.text
    }

    /// The longest wait of clients in the queue, in seconds: PgBouncer's default of 120 s, or clearly longer than a
    /// hold.
    package static func queryWaitTimeout(holdTimeout: Duration) -> Int64 {
        max(120, holdTimeout.components.seconds + 30)
    }

    /// The TLS mode of libpq, and so of the probe: it prefers TLS if the URL doesn't set a mode, and with an authority
    /// it also checks the server's certificate in mode require (PostgreSQL manual, 34.19.1). PgBouncer would not.
    private var serverMode: SSLMode {
        let mode = url.sslMode ?? .prefer
        return mode == .require && url.sslRootCertificate != nil ? .verifyCA : mode
    }

    private var minimum: [(key: String, value: String)] {
        guard databases != 1 else { return [] }
        return [("min_pool_size", String(databases.map { PgBouncerDefaults.leastOpen / max(1, $0) } ?? 0))]
    }

    private var owned: [(key: String, value: String)] {
        var owned = [
            ("listen_addr", listenAddress), ("listen_port", String(listenPort)), ("unix_socket_dir", socketDirectory),
            ("auth_file", userlist), ("admin_users", Self.consoleUser), ("logfile", ""), ("syslog", "0"),
            ("pidfile", pidFile),
            ("server_tls_sslmode", serverMode.rawValue),
        ]
        if let file = url.sslRootCertificate { owned.append(("server_tls_ca_file", file)) }
        if let file = url.sslCertificate { owned.append(("server_tls_cert_file", file)) }
        if let file = url.sslKey { owned.append(("server_tls_key_file", file)) }
        return owned.map { (key: $0.0, value: $0.1) }
    }
}
