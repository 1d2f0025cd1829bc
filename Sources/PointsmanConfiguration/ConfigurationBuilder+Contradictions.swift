import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// Checks the times against each other.
    mutating func checkTimes(in policy: Policy) {
        mustNotExceed(.burstInterval, policy.burstInterval, .probeInterval, policy.probeInterval)
        mustNotExceed(.probeTimeout, policy.probeTimeout, .suspectAfter, policy.suspectAfter)
        mustNotExceed(.drainTimeout, policy.drainTimeout, .holdTimeout, policy.holdTimeout)
        if let entry = poolerKeys.last(where: { $0.key == "query_wait_timeout" }), values.areSound(.holdTimeout) {
            checkWait(entry, policy.holdTimeout)
        }
    }

    /// Checks the other values against each other: values that are right alone but not together.
    mutating func checkContradictions(in configuration: Configuration) {
        if values.areSound(.poolerListen, .httpListen), let http = configuration.httpListen,
            configuration.poolerListen.collides(with: http)
        {
            values.complain(
                about: .httpListen, "http_listen and pooler_listen (\(configuration.poolerListen)) can't share a port")
        }
        if values.areSound(.readDatabase), configuration.readDatabase == configuration.writeDatabase {
            values.complain(
                about: .readDatabase,
                "read_database is the name for writes too: choose another, or leave it empty for "
                    + "none")
        }
        checkDatabases(configuration)
        checkExclusion(configuration)
        checkOwnPooler(configuration)
        if configuration.pooler == .managed { checkManaged(configuration) }
        if configuration.pooler == .managed, configuration.database.sslMode == .verifyFull,
            values.isGiven(.resolver), configuration.standardResolvers.isEmpty, !configuration.resolvers.isEmpty
        {
            values.note(
                about: .resolver,
                "PgBouncer asks DNS at port 53 only, so with sslmode=verify-full it looks names up by /etc/resolv.conf, not by "
                    + "resolver")
        }
    }

    /// Checks that the list can match: if members have addresses only, a name on it would exclude none.
    private mutating func checkExclusion(_ configuration: Configuration) {
        guard let name = configuration.policy.exclusion.names.first, values.areSound(.exclude) else { return }
        switch configuration.discovery {
        case .fly, .srv, .hosts, .internalName, .patroni: return
        case .name, .fixed:
            values.complain(
                about: .exclude,
                "members found by a name's addresses or by a list of addresses have no names: \(printable(name)) would exclude none; "
                    + "name an address")
        }
    }

    private mutating func mustNotExceed(
        _ lesser: ConfigurationKey, _ small: Duration, _ greater: ConfigurationKey, _ large: Duration
    ) {
        guard values.areSound(lesser, greater), small > large else { return }
        // The error points to the value that a person wrote.
        let (key, other) = values.isGiven(lesser) ? (lesser, greater) : (greater, lesser)
        values.complain(
            about: key,
            "\(lesser.rawValue) (\(small)) may not be longer than \(greater.rawValue) (\(large)): change "
                + "\(key.rawValue) or \(other.rawValue)")
    }

    private mutating func checkManaged(_ configuration: Configuration) {
        checkSocketPath(configuration)
        if configuration.database.user == PgBouncerIni.consoleUser {
            values.complain(
                about: .databaseURL,
                "the user \(PgBouncerIni.consoleUser) is PgBouncer's console's: the app needs "
                    + "another")
        }
        checkAuthentication(configuration)
        checkAuthenticationUser(configuration)
        checkProcesses(configuration)
    }

    private mutating func checkProcesses(_ configuration: Configuration) {
        guard values.areSound(.poolerProcesses, .poolerListen), configuration.poolerProcesses > 1 else { return }
        if configuration.poolerListen.places.isEmpty {
            values.complain(
                about: .poolerProcesses,
                "several processes share an address, and a Unix socket is one process's alone: add an address to "
                    + "pooler_listen")
        }
        for entry in poolerKeys where ["so_reuseport", "peer_id"].contains(entry.key) {
            values.complain(
                at: entry.origin, "with pooler_processes above 1 Pointsman sets \(entry.key) itself: leave it out")
        }
    }

    private mutating func checkWait(_ entry: Configuration.PoolerKey, _ hold: Duration) {
        guard let seconds = Double(entry.value), seconds.isFinite, seconds >= 0 else {
            return values.complain(
                at: entry.origin,
                "query_wait_timeout = \(printable(entry.value)): PgBouncer takes seconds as a plain "
                    + "number, such as 120")
        }
        // Zero means no limit.
        guard seconds > 0, .seconds(min(seconds, 1e9)) <= hold else { return }
        values.complain(
            at: entry.origin,
            "query_wait_timeout (\(printable(entry.value)) s) must be longer than hold_timeout "
                + "(\(hold)), or clients fail that are only held")
    }

    private mutating func checkAuthentication(_ configuration: Configuration) {
        let given = configuration.pgbouncerKeys.last { $0.key == "auth_type" }
        let kind = given.map { PgBouncerKey.word($0.value) } ?? "md5"
        let known = ["trust", "plain", "md5", "scram-sha-256", "hba"]
        if let given, !known.contains(kind) {
            values.complain(
                at: given.origin,
                "auth_type = \(printable(kind)) has no place in a managed pooler, whose console must "
                    + "be reached too: \(known.joined(separator: ", ")) are possible")
        } else if ["plain", "md5", "scram-sha-256"].contains(kind), configuration.database.password == nil,
            !configuration.pgbouncerKeys.contains(where: { $0.key == "auth_user" }),
            values.areSound(.databaseURL, .passwordFile)
        {
            values.complain(
                about: .databaseURL,
                "the URL has no password, and nobody could log in to PgBouncer: give it in the URL "
                    + "or by password_file, or set auth_type = trust in [pgbouncer]")
        }
    }

    /// Checks the password of auth_user: PgBouncer takes it from the users' file only, and logs in without one if it
    /// has no line there.
    private mutating func checkAuthenticationUser(_ configuration: Configuration) {
        let keys = configuration.pgbouncerKeys.last { $0.key == "auth_user" }.map { ($0.value, $0.origin) }
        let lines = configuration.databaseEntries.compactMap { entry in
            entry.line.route == .own ? nil : entry.line["auth_user"].map { ($0, entry.origin) }
        }
        for (user, origin) in [keys].compactMap(\.self) + lines { checkPassword(of: user, at: origin, configuration) }
        if let given = configuration.pgbouncerKeys.last(where: { $0.key == "auth_dbname" }), !given.value.isEmpty {
            let names = configuration.databasesIni.databaseLines.map(\.name)
            if !names.contains(given.value), !names.contains(ConfiguredDatabase.everyOther) {
                values.complain(
                    at: given.origin,
                    "auth_dbname = \(printable(given.value)): a managed PgBouncer has no such database, only "
                        + names.joined(separator: " and "))
            }
        }
    }

    private mutating func checkPassword(
        of authUser: String, at origin: ConfigurationOrigin, _ configuration: Configuration
    ) {
        guard !authUser.isEmpty, authUser != configuration.database.user, values.areSound(.poolerUsersFile) else {
            return
        }
        let name = printable(authUser)
        let line = "a line \"\(name)\" \"PASSWORD\" in pooler_users_file (mode 0600)"
        let user = configuration.poolerUsers.first { $0.name == authUser }
        if user == nil {
            values.complain(
                at: origin,
                "auth_user = \(name): PgBouncer has no password to log in with as \(name): give it \(line), or \"\" for "
                    + "PASSWORD where the servers ask for none")
        } else if user?.password.reveal().utf8.starts(with: "SCRAM-SHA-256$".utf8) == true {
            values.complain(
                at: origin,
                "auth_user = \(name): PgBouncer can't log in with a SCRAM secret by itself: "
                    + "give it \(line), with the password itself")
        }
    }
}
