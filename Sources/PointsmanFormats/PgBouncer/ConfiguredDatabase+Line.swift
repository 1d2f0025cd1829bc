/// The reader of a line, which says what would be right.
extension ConfiguredDatabase {
    /// An error in a line.
    package struct Flaw: Error, Equatable, Sendable {
        /// A sentence without a full stop. It never holds a value, which may be a secret.
        package let sentence: String
    }

    /// Parses the right side of a line.
    package init(name: String, line: String) throws(Flaw) {
        let told = printable(name)
        guard name != "pgbouncer", name == Self.everyOther || DatabaseLine.isName(name) else {
            throw Flaw(
                sentence:
                    "PgBouncer can have no database named \(told): letters, digits, _ - and . may be used, at most 63, and "
                    + "pgbouncer is its console")
        }
        guard let read = DatabaseLine(name: name, connectionString: line) else {
            throw Flaw(
                sentence:
                    "the line of \(told) can't be read: KEY=VALUE KEY=VALUE is expected, where a value with a space is in "
                    + "single quotes, and none is empty")
        }
        try Self.checkKeys(read)
        var route = Route.writes
        switch (read["host"], read["route"]) {
        case (nil, nil), (nil, "writes"): break
        case (nil, "reads"): route = .reads
        case (nil, _): throw Flaw(sentence: "route of \(told): writes and reads are possible")
        case (.some, nil): route = .own
        case (.some, .some):
            throw Flaw(
                sentence:
                    "\(told) has a host and a route: with a host PgBouncer gets the line as it stands, and without one it "
                    + "goes where route says; leave one of them out")
        }
        try Self.checkValues(read, route)
        self.init(name: name, route: route, pairs: read.pairs.filter { $0.key != "route" })
    }

    /// The keys of a line in PgBouncer 1.18, and our own.
    private static let first = [
        "host", "port", "dbname", "user", "password", "auth_user", "pool_size", "min_pool_size", "reserve_pool",
        "pool_mode", "max_db_connections", "connect_query", "client_encoding", "datestyle", "timezone",
        "application_name", "route",
    ]
    /// The keys that later releases have added. An older one refuses the line, which is tried at the start.
    private static let later = [
        "auth_dbname", "auth_query", "load_balance_hosts", "max_db_client_connections", "query_timeout",
        "reserve_pool_size", "server_lifetime",
    ]
    private static let numbers = [
        "port", "pool_size", "min_pool_size", "reserve_pool", "reserve_pool_size", "max_db_connections",
        "max_db_client_connections",
    ]

    private static func checkKeys(_ line: DatabaseLine) throws(Flaw) {
        for (index, pair) in line.pairs.enumerated() {
            let key = printable(pair.key, most: 40)
            guard first.contains(pair.key) || later.contains(pair.key) else {
                let hint =
                    nearest(to: pair.key, among: first + later).map { "did you mean \($0)?" }
                    ?? "PgBouncer's manual has them under \"Section [databases]\""
                throw Flaw(
                    sentence: "the line of \(printable(line.name)) has a key \(key), which is none of a line's; \(hint)"
                )
            }
            guard !line.pairs[..<index].contains(where: { $0.key == pair.key }) else {
                throw Flaw(sentence: "\(key) is given twice for \(printable(line.name)): keep one")
            }
            guard !pair.value.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw Flaw(
                    sentence: "\(key) of \(printable(line.name)): one line without control characters is expected")
            }
        }
    }

    private static func checkValues(_ line: DatabaseLine, _ route: Route) throws(Flaw) {
        let name = printable(line.name)
        for (key, value) in line.pairs {
            if numbers.contains(key), Int32(value).map({ $0 >= 0 }) != true || value.hasPrefix("+") {
                throw Flaw(sentence: "\(key) of \(name): a whole number is expected")
            }
            if key == "pool_mode", PoolMode(rawValue: PgBouncerKey.word(value)) == nil {
                throw Flaw(sentence: "pool_mode of \(name): session, transaction and statement are values")
            }
        }
        guard route != .own else { return }
        if line["port"] != nil {
            throw Flaw(
                sentence:
                    "\(name) has a port and no host: a line without a host goes to a member, at the member's own port; "
                    + "leave port out")
        }
        if line["load_balance_hosts"] != nil {
            throw Flaw(sentence: "\(name) has load_balance_hosts, which is for a line with several hosts: leave it out")
        }
        if line["connect_query"] != nil, route == .writes {
            throw Flaw(
                sentence:
                    "\(name) has a connect_query, and follows the primary: the fence that keeps writes off an old primary is "
                    + "that line's connect_query, and leaves no room for another; let the role have such settings: ALTER ROLE "
                    + "ROLE IN DATABASE DATABASE SET KEY = VALUE")
        }
        if line.name == everyOther, route == .reads {
            throw Flaw(
                sentence:
                    "* has a route for reads only, so that a name with a slip would go to a standby: give each database for "
                    + "reads a line of its own, and let * follow the primary, or leave it out")
        }
    }
}
