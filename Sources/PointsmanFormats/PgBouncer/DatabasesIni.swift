package import PointsmanCore

/// The one file of PgBouncer's that changes while it runs: the servers behind the name for writes and the name for
/// reads.
package struct DatabasesIni: Equatable, Sendable {
    /// A server, and the statement that PgBouncer runs there on each new connection.
    package struct Route: Equatable, Sendable {
        package var member: MemberID
        /// The fence's statement; nil for reads.
        package var connectQuery: String?

        package init(member: MemberID, connectQuery: String? = nil) {
            self.member = member
            self.connectQuery = connectQuery
        }
    }

    /// The name that clients use for writes.
    package var writeName: String
    /// The name for reads; nil for none.
    package var readName: String?
    /// The database's name on the servers.
    package var database: String
    /// The route of writes; nil while no server is known: the database exists, and new clients wait (at most
    /// client_login_timeout).
    package var write: Route?
    package var read: Route?
    /// How many connections the pools may open on one server; nil leaves the sizes of pgbouncer.ini.
    package var share: Int?

    /// The target of a name without a server: a file is no folder, so that no program can listen in it.
    private static let nowhere: [(key: String, value: String)] = [("host", "/dev/null"), ("port", "1")]

    package init(
        writeName: String, readName: String?, database: String, write: Route? = nil, read: Route? = nil,
        share: Int? = nil
    ) {
        self.writeName = writeName
        self.readName = readName
        self.database = database
        self.write = write
        self.read = read
        self.share = share
    }

    package var lines: [DatabaseLine] {
        [line(writeName, write)] + (readName.map { [line($0, read)] } ?? [])
    }

    /// The file's text, which pgbouncer.ini includes. Throws if a name or value can't be written.
    package func text() throws(IniWriter.Unwritable) -> String {
        var writer = IniWriter()
        writer.comment("Written by Pointsman; PgBouncer includes it. Changes made here are lost.")
        try writer.section("databases")
        for line in lines {
            guard line.name != "pgbouncer", DatabaseLine.isName(line.name) else {
                throw IniWriter.Unwritable(
                    description: "PgBouncer can have no database named \(printable(line.name)): letters, digits, _ - "
                        + "and . may be used, at most 63, and pgbouncer is its console")
            }
            try writer.entry(line.name, line.connectionString)
        }
        return writer.text
    }

    /// The write route in the text of an earlier agent's file; nil if it leads nowhere, or has no fence of ours.
    package func writes(in text: String) -> WriteRoute? {
        let start = "\(writeName) = "
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(start) }),
            let database = DatabaseLine(name: writeName, connectionString: line.dropFirst(start.count)),
            let host = database["host"], let port = database["port"].flatMap(UInt16.init),
            let address = IPAddress(host), let passing = database["connect_query"].flatMap(FenceStatement.passing)
        else { return nil }
        return WriteRoute(
            member: MemberID(address: address, port: port), systemIdentifier: passing.systemIdentifier,
            timeline: passing.timeline)
    }

    /// The size of each pool: pools to the same server share its connections.
    private var poolSize: Int? {
        share.map { readName != nil && read?.member == write?.member ? max(1, $0 / 2) : $0 }
    }

    private func line(_ name: String, _ route: Route?) -> DatabaseLine {
        guard let route else { return DatabaseLine(name: name, pairs: Self.nowhere + [("dbname", database)]) }
        var pairs: [(key: String, value: String)] = [
            ("host", route.member.address.description), ("port", String(route.member.port)), ("dbname", database),
            ("connect_query", route.connectQuery ?? ""),
        ]
        if let poolSize {
            // The limits apply to all users' pools together, without a reserve, and no connection is opened in advance
            // that others may need.
            let size = String(poolSize)
            pairs += [
                ("pool_size", size), ("max_db_connections", size), ("reserve_pool", "0"), ("min_pool_size", "0"),
            ]
        }
        return DatabaseLine(name: name, pairs: pairs)
    }
}
