/// The rows of the keys of PgBouncer.
extension ConfigurationKey.Row {
    static var pooler: Self {
        Self(
            .choice(["managed", "attached"]), .value("managed"), "Whether Pointsman runs PgBouncer, or you do.",
            .start
        ) { ($0.console == nil) != ($1.console == nil) }
    }

    static var poolerProcesses: Self {
        Self(
            .processes, .value("1"),
            "How many processes a managed PgBouncer is, which share its port: each takes a core.", .start,
            at: \.poolerProcesses)
    }

    static var poolerIni: Self {
        Self(.path, .none, "An attached PgBouncer's own ini file, to see that it includes ours.") {
            $0.poolerIni != $1.poolerIni
        }
    }

    static var poolerConsole: Self {
        Self(
            .url, .none,
            "An attached PgBouncer's console: postgres://USER:PASSWORD@HOST:6432/pgbouncer; one of each process, parted by commas, where several share a port.",
            .liveBut("Host and port")
        ) { left, right in
            if left.console != nil, right.console != nil { left.consoles != right.consoles } else { false }
        }
    }

    static var poolerURL: Self {
        Self(
            .url, .found("pooler_listen or pooler_console, with the client_tls_ keys"),
            "The URL that the app has for PgBouncer, where clients need more than its address: a certificate, an authority.",
            of: \.poolerURL)
    }

    static var poolerListen: Self {
        Self(.listens, .value("127.0.0.1:6432"), "Where PgBouncer takes clients.", .start, at: \.poolerListen)
    }

    static var poolerUser: Self {
        Self(
            .user, .value("postgres"), "The user that a managed PgBouncer runs as if Pointsman is root.", .start,
            at: \.poolerUser)
    }

    static var poolerUsersFile: Self {
        Self(
            .path, .none, "More users of a managed PgBouncer, in the form of its userlist.txt, mode 0600.",
            of: \.poolerUsers)
    }
}
