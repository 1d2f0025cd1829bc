package import PointsmanCore

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
    /// What a process shares with others that take clients at the same port; nil if it is alone.
    package var group: Group?
    /// The DNS servers that it asks, at port 53; empty for those of the machine.
    package var nameservers: [IPAddress] = []

    /// One of several processes at one port.
    package struct Group: Equatable, Sendable {
        /// Which of them, from 1.
        package var number: Int
        /// The folders of their sockets, by number.
        package var folders: [String]
        /// Whether this release hands a cancel request on to the process that it is for (`[peers]`, 1.19).
        package var hasPeers = false

        package init(number: Int, folders: [String]) {
            self.number = number
            self.folders = folders
        }
    }

    /// The release that reads the file; nil for any.
    package var release: PgBouncerVersion?

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
    /// The file that names ``nameservers``.
    package var resolverFile: String { "\(folder)/resolv.conf" }

    /// The text of ``resolverFile``; nil if PgBouncer asks the machine's servers, or those that the operator has named.
    package var resolverText: String? {
        guard !nameservers.isEmpty, !keys.contains(where: { $0.key == "resolv_conf" }) else { return nil }
        return nameservers.map { "nameserver \($0)\n" }.joined()
    }

    /// The settings of the file, in order; each key once.
    package var entries: [(key: String, value: String)] {
        var entries =
            PgBouncerDefaults.pool + PgBouncerDefaults.pool(since: release) + PgBouncerDefaults.following
            + [("server_check_query", checkQuery)]
        entries.append(("query_wait_timeout", String(Self.queryWaitTimeout(holdTimeout: holdTimeout))))
        // PgBouncer's default is 60 s. A client that logs in before it has reached a server may wait as long as one
        // that is held.
        entries.append(("client_login_timeout", String(max(60, holdTimeout.components.seconds + 30))))
        if let protocols = url.tlsVersions.pgBouncerProtocols { entries.append(("server_tls_protocols", protocols)) }
        // Members may be led to by names then. By default a question that got lost would fail each login for 15 seconds.
        if url.sslMode == .verifyFull { entries.append(("dns_nxdomain_ttl", "1")) }
        if resolverText != nil { entries.append(("resolv_conf", resolverFile)) }
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
                PoolMode(rawValue: PgBouncerKey.word(entry.value))?.explanation.forEach { writer.comment($0) }
            }
            try writer.entry(entry.key, entry.value)
        }
        if let group, group.hasPeers {
            try writer.section("peers")
            for (index, folder) in group.folders.enumerated() {
                try writer.entry("\(index + 1)", "host=\(folder) port=\(listenPort)")
            }
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
        if let group {
            owned.append(("so_reuseport", "1"))
            if group.hasPeers { owned.append(("peer_id", String(group.number))) }
        }
        if let file = url.sslRootCertificate { owned.append(("server_tls_ca_file", file)) }
        if let file = url.sslCertificate { owned.append(("server_tls_cert_file", file)) }
        if let file = url.sslKey { owned.append(("server_tls_key_file", file)) }
        return owned.map { (key: $0.0, value: $0.1) }
    }
}
