package import PointsmanCore

/// The one file of PgBouncer's that changes while it runs: the servers behind the names for writes and the names for
/// reads, and the operator's further lines.
package struct DatabasesIni: Equatable, Sendable {
    /// A server, and the statement that PgBouncer runs there on each new connection.
    package struct Route: Equatable, Sendable {
        package var member: MemberID
        /// The name by which PgBouncer looks the member up, for its certificate; nil for the address.
        package var host: String?
        /// The fence's statement; nil for reads.
        package var connectQuery: String?

        package init(member: MemberID, host: String? = nil, connectQuery: String? = nil) {
            self.member = member
            self.host = host
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
    /// How many processes read the file, each of which has pools of its own.
    package var processes = 1
    /// The operator's lines. One that has ``writeName`` or ``readName`` adds its pairs to that line.
    package var lines: [ConfiguredDatabase] = []

    /// The target of a name without a server: a file is no folder, so that no program can listen in it.
    private static let nowhere: [(key: String, value: String)] = [("host", "/dev/null"), ("port", "1")]

    package init(
        writeName: String, readName: String?, database: String, write: Route? = nil, read: Route? = nil,
        share: Int? = nil, processes: Int = 1, lines: [ConfiguredDatabase] = []
    ) {
        self.writeName = writeName
        self.readName = readName
        self.database = database
        self.write = write
        self.read = read
        self.share = share
        self.processes = processes
        self.lines = lines
    }

    /// The names that are held while no server takes writes, that of the URL first; not those that `*` opens.
    package var writeNames: [String] {
        [writeName] + further.filter { $0.route == .writes && !$0.isEveryOther }.map(\.name)
    }

    /// The names for reads.
    package var readNames: [String] {
        [readName].compactMap(\.self) + further.filter { $0.route == .reads }.map(\.name)
    }

    /// The names that follow a member.
    package var names: [String] { writeNames + readNames }

    /// The names of lines that lead where the operator says.
    package var ownNames: [String] { further.filter { $0.route == .own }.map(\.name) }

    /// Whether databases that no line names follow the primary.
    package var leadsOthers: Bool { further.contains { $0.route == .writes && $0.isEveryOther } }

    /// Whether no user but PgBouncer's may read the file.
    package var isSecret: Bool { lines.contains(where: \.isSecret) }

    /// The operator's lines of names that are not ours already.
    private var further: [ConfiguredDatabase] { lines.filter { $0.name != writeName && $0.name != readName } }

    /// All lines of the file.
    package var databaseLines: [DatabaseLine] {
        let first = [ConfiguredDatabase(name: writeName, route: .writes, pairs: pairs(of: writeName))]
        let reads = readName.map { ConfiguredDatabase(name: $0, route: .reads, pairs: pairs(of: $0)) }
        return (first + [reads].compactMap(\.self) + further).map(line)
    }

    /// Whether a line of the operator's has this name, and none of ours.
    private func leadsBy(_ name: String) -> Bool { further.contains { $0.name == name } }

    private func pairs(of name: String) -> [(key: String, value: String)] {
        [("dbname", database)] + (lines.first { $0.name == name }?.pairs.filter { $0.key != "dbname" } ?? [])
    }

    /// The file's text, which pgbouncer.ini includes. Throws if a name or value can't be written.
    package func text() throws(IniWriter.Unwritable) -> String {
        var writer = IniWriter()
        writer.comment("Written by Pointsman; PgBouncer includes it. Changes made here are lost.")
        for (host, address) in hosts { writer.comment("\(host)\(Self.means)\(address)") }
        try writer.section("databases")
        for line in databaseLines {
            let isOthers = line.name == ConfiguredDatabase.everyOther && leadsBy(line.name)
            guard line.name != "pgbouncer", isOthers || DatabaseLine.isName(line.name) else {
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
            let address = IPAddress(host) ?? Self.hosts(in: text)[host],
            let passing = database["connect_query"].flatMap(FenceStatement.passing)
        else { return nil }
        return WriteRoute(
            member: MemberID(address: address, port: port), systemIdentifier: passing.systemIdentifier,
            timeline: passing.timeline)
    }

    /// The names by which members are looked up, with the address that each stands for: no line of PgBouncer's has both.
    private var hosts: [(host: String, address: IPAddress)] {
        var hosts: [(host: String, address: IPAddress)] = []
        for route in [write, read] {
            guard let route, let host = route.host, !hosts.contains(where: { $0.host == host }) else { continue }
            hosts.append((host, route.member.address))
        }
        return hosts
    }

    /// The words between a name and its address in a comment of the file.
    private static let means = " stands for "

    /// The names in the text of a file, with the addresses that they stand for.
    package static func hosts(in text: String) -> [String: IPAddress] {
        var hosts: [String: IPAddress] = [:]
        for line in text.split(separator: "\n").prefix(while: { $0.hasPrefix("; ") }) {
            guard let range = line.firstRange(of: means), let address = IPAddress(String(line[range.upperBound...]))
            else { continue }
            hosts[String(line[..<range.lowerBound].dropFirst(2))] = address
        }
        return hosts
    }

    /// The size of each pool: pools to the same server share its connections.
    private func poolSize(_ route: ConfiguredDatabase.Route) -> Int? {
        let isShared = read?.member == write?.member
        let pools =
            (isShared || route == .writes ? writeNames.count : 0) + (isShared || route == .reads ? readNames.count : 0)
        return share.map { max(1, $0 / max(1, pools * processes)) }
    }

    private func line(_ database: ConfiguredDatabase) -> DatabaseLine {
        let route: Route?
        switch database.route {
        case .own: return DatabaseLine(name: database.name, pairs: database.pairs)
        case .writes: route = write
        case .reads: route = read
        }
        let dbname = database.pairs.filter { $0.key == "dbname" }
        guard let route else { return DatabaseLine(name: database.name, pairs: Self.nowhere + dbname) }
        var pairs: [(key: String, value: String)] = [
            ("host", route.host ?? route.member.address.description), ("port", String(route.member.port)),
        ]
        pairs += dbname
        if let query = route.connectQuery { pairs.append(("connect_query", query)) }
        pairs += database.pairs.filter { $0.key != "dbname" }
        if let size = poolSize(database.route).map({ String($0) }) {
            // The limits apply to all users' pools together, without a reserve, and no connection is opened in advance
            // that others may need.
            pairs += [
                ("pool_size", size), ("max_db_connections", size), ("reserve_pool", "0"), ("min_pool_size", "0"),
            ]
        }
        return DatabaseLine(name: database.name, pairs: pairs)
    }
}
