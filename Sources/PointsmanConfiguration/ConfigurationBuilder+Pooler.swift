import PointsmanFormats

extension ConfigurationBuilder {
    mutating func pooler() -> PoolerChoice? {
        let consoles = consoles()
        let console = consoles.first
        let ini = values.read(.poolerIni, Self.path)
        guard let kind = choice(.pooler), values.areSound(.poolerConsole, .poolerIni) else { return nil }
        if kind == "attached" {
            if let first = poolerKeys.first {
                values.complain(
                    at: first.origin,
                    "the section [pgbouncer] is for pooler = managed; an attached PgBouncer has an "
                        + "ini file of its own")
            }
            if values.isGiven(.poolerUser) {
                values.complain(about: .poolerUser, "pooler_user is for pooler = managed only")
            }
            if values.isGiven(.poolerUsersFile) {
                values.complain(
                    about: .poolerUsersFile,
                    "pooler_users_file is for pooler = managed; an attached PgBouncer has an auth_file of its own")
            }
            if values.isGiven(.poolerProcesses) {
                values.complain(
                    about: .poolerProcesses,
                    "pooler_processes is for pooler = managed; with attached name the console of each process in "
                        + "pooler_console, parted by commas")
            }
            if let console {
                furtherConsoles = Array(consoles.dropFirst())
                return .attached(console: console, ini: ini)
            }
            values.complain(
                about: .pooler,
                "pooler = attached needs pooler_console = "
                    + "postgres://USER:PASSWORD@127.0.0.1:6432/pgbouncer")
            return nil
        }
        for key in [ConfigurationKey.poolerConsole, .poolerIni] where values.isGiven(key) {
            values.complain(about: key, "\(key.rawValue) is for pooler = attached; with managed leave it out")
        }
        checkPoolerKeys()
        return .managed
    }

    /// The consoles, one of each process; empty if there is none, or a wrong one.
    private mutating func consoles() -> [DatabaseURL] {
        let urls = values.read(.poolerConsole) { (text) throws(Expectation) in
            try Configuration.urls(inList: text).map { (text) throws(Expectation) in try Self.url(text) }
        }
        let consoles = (urls ?? []).compactMap { console($0) }
        guard consoles.count == urls?.count else { return [] }
        let places = consoles.map { "\($0.host):\($0.port)" }
        guard Set(places).count == places.count else {
            values.complain(
                about: .poolerConsole,
                "pooler_console names one console twice: each process needs one of its own, such as a Unix socket "
                    + "(host=/FOLDER)")
            return []
        }
        return consoles
    }

    private mutating func console(_ given: DatabaseURL) -> DatabaseURL? {
        var url = given
        // A URL without a path means the database named like the user.
        guard url.database == "pgbouncer" || url.database == url.user else {
            values.complain(about: .poolerConsole, "the console is the database pgbouncer: end the URL with /pgbouncer")
            return nil
        }
        findPassword(for: &url, about: .poolerConsole)
        url.database = "pgbouncer"
        return url
    }

    /// The app's URL at PgBouncer, with the password of the database's URL if it has none of its own; nil if it was not
    /// given.
    mutating func poolerURL(for configuration: Configuration) -> DatabaseURL? {
        guard var url = values.read(.poolerURL, Self.url) else { return nil }
        guard url.database == configuration.writeDatabase else {
            values.complain(
                about: .poolerURL,
                "pooler_url leads to the database \(printable(url.database)): it is the app's URL for writes, so end it with "
                    + "/\(configuration.writeDatabase)")
            return nil
        }
        let servers = configuration.database.places
        guard
            !url.places.contains(where: { place in servers.contains { $0.host == place.host && $0.port == place.port } }
            )
        else {
            values.complain(
                about: .poolerURL,
                "pooler_url leads to the server of database_url itself, past PgBouncer: it is the app's URL for PgBouncer, at "
                    + "\(configuration.poolerListen) as far as pooler_listen says")
            return nil
        }
        findPassword(for: &url, about: .poolerURL)
        if url.password == nil, url.user == configuration.database.user {
            url.password = configuration.database.password
        }
        return url
    }

    private mutating func checkPoolerKeys() {
        for entry in poolerKeys {
            if let instead = PgBouncerKey.owner(of: entry.key) {
                values.complain(at: entry.origin, "\(entry.key) can't be set in [pgbouncer]: \(instead)")
            } else if let near = PgBouncerKey.misspelt(entry.key) {
                values.complain(
                    at: entry.origin, "PgBouncer has no key \(printable(entry.key)); did you mean \(near)?")
            } else if ConfigurationKey(rawValue: entry.key) != nil, !PgBouncerKey.isKnown(entry.key) {
                values.complain(at: entry.origin, "\(entry.key) belongs into the section [pointsman]")
            } else if entry.key.contains("'") || entry.key.contains(" ") {
                values.complain(at: entry.origin, "PgBouncer has no key \(printable(entry.key))")
            }
        }
    }
}
