/// The keys of the section `[pointsman]`; each is also an environment variable, and those that a person would type are
/// options. The reader, the help texts and the table of Configuration.md are all made from this one.
package enum ConfigurationKey: String, CaseIterable, Sendable {
    case databaseURL = "database_url"
    case passwordFile = "password_file"
    case requireAuth = "require_auth"
    case discovery
    case discoveryName = "discovery_name"
    case resolver
    case members
    case memberPort = "member_port"
    case exclude
    case region
    case systemIdentifier = "system_identifier"
    case minTimeline = "min_timeline"
    case serverCheckQuery = "server_check_query"
    case probeInterval = "probe_interval"
    case probeTimeout = "probe_timeout"
    case suspectAfter = "suspect_after"
    case burstInterval = "burst_interval"
    case canaryInterval = "canary_interval"
    case drainTimeout = "drain_timeout"
    case holdTimeout = "hold_timeout"
    case readiness
    case isolatedPrimary = "isolated_primary"
    case secondOpinions = "second_opinions"
    case maxReplicaLag = "max_replica_lag"
    case readDatabase = "read_database"
    case pooler
    case poolerIni = "pooler_ini"
    case poolerConsole = "pooler_console"
    case poolerURL = "pooler_url"
    case poolerListen = "pooler_listen"
    case poolerUser = "pooler_user"
    case poolerUsersFile = "pooler_users_file"
    case httpListen = "http_listen"
    case httpHosts = "http_hosts"
    case httpTokenFile = "http_token_file"
    case hook
    case fleetName = "fleet_name"
    case fleetConnections = "fleet_connections"
    case fleetSecretFile = "fleet_secret_file"
    case logFormat = "log_format"
    case logLevel = "log_level"

    /// What holds where nobody says anything.
    package enum Standard: Equatable, Sendable {
        /// This text, as if it had been written.
        case value(String)
        /// Found out; the words say how.
        case found(String)
        case none
        /// The key must be given.
        case required
    }

    /// What SIGHUP does with a value that has changed.
    package enum Effect: Equatable, Sendable {
        /// It holds from then on.
        case live
        /// It waits for the next start, and the log says so.
        case start
        /// It holds from then on, but for these parts of it.
        case liveBut(String)

        /// For the table of keys.
        var words: String {
            switch self {
            case .live: ""
            case .start: " At start."
            case .liveBut(let parts): " \(parts) at start."
            }
        }
    }

    package struct Row: Equatable, Sendable {
        package let form: ConfigurationForm
        package let standard: Standard
        /// What it is, and whether a change of it waits for a start.
        package let help: String
        package let effect: Effect

        fileprivate init(
            _ form: ConfigurationForm, _ standard: Standard, _ help: String, _ effect: Effect = .live
        ) {
            self.form = form
            self.standard = standard
            self.help = help + effect.words
            self.effect = effect
        }
    }

    package var row: Row {
        switch self {
        case .databaseURL:
            Row(
                .url, .required, "The database, as the app would reach it; DATABASE_URL says it too.",
                .liveBut("Hosts and database"))
        case .passwordFile:
            Row(.path, .none, "The password's own file, where the URL has none: mode 0600, or 0440 and root's.")
        case .requireAuth:
            Row(
                .passwordMethods, .value("scram-sha-256"),
                "How a member may ask for the password; in no other way is it given, where that can be seen.")
        case .discovery:
            Row(
                .choice(["fly", "srv", "name", "static"]), .found("by the URL's host"),
                "How members are found: fly for Fly's names under .internal, an SRV record, a name's addresses, or a list.",
                .start)
        case .discoveryName:
            Row(.name, .found("from the URL's host"), "The app, SRV record or name to ask DNS for.", .start)
        case .resolver:
            Row(
                .addresses, .found("FLY_NAMESERVER, else /etc/resolv.conf"),
                "The DNS servers to ask, for complete names only.")
        case .members:
            Row(.members, .found("the URL's hosts, where they are several"), "The members, with discovery = static.")
        case .memberPort: Row(.port, .found("the URL's port"), "PostgreSQL's own port on each member; 5433 on Fly.")
        case .exclude: Row(.names, .none, "Members to leave alone, by address, or by name with discovery = fly or srv.")
        case .region: Row(.region, .found("FLY_REGION"), "Where this instance runs; reads stay there if they can.")
        case .systemIdentifier: Row(.number, .found("the first one seen"), "The only cluster to accept.")
        case .minTimeline: Row(.number, .none, "The lowest timeline to accept at a first start.")
        case .serverCheckQuery:
            Row(
                .text, .value("select 1"),
                "What each probe runs besides its own question: no COPY to or from the client, and no more than 256 kB of result."
            )
        case .probeInterval: Row(.duration, .value("1s"), "From one probe of a member to the next while all is well.")
        case .probeTimeout: Row(.duration, .value("500ms"), "What one probe may take, its dial included.")
        case .suspectAfter: Row(.duration, .value("2s"), "A primary that was silent for this long counts as down.")
        case .burstInterval: Row(.duration, .value("4ms"), "Between probes while a primary is being looked for.")
        case .canaryInterval:
            Row(
                .pause, .value("5s"),
                "From one look at PgBouncer at rest, with a round trip through it, to the next; 0 for never.")
        case .drainTimeout: Row(.duration, .value("5s"), "How long open transactions may go on before a planned move.")
        case .holdTimeout:
            Row(.duration, .value("60s"), "The longest that clients are held: longer than a failover takes.")
        case .readiness:
            Row(
                .choice(["instance", "database"]), .value("instance"),
                "Whether an instance stays ready once a hold has run out, since others do no better, or not.")
        case .isolatedPrimary:
            Row(.choice(["warn", "hold"]), .value("warn"), "What to do about a primary that its standbys have left.")
        case .secondOpinions:
            Row(
                .opinions, .value("auto"),
                "Who else may refuse a primary before writes move to it: auto asks the Patroni or flycheck it finds.")
        case .maxReplicaLag:
            Row(.lag, .value("16MB"), "How far behind the primary a standby may be that takes reads.")
        case .readDatabase:
            Row(
                .name, .found("the database's name and _ro"), "The pooler's database for reads; empty for none.", .start
            )
        case .pooler:
            Row(
                .choice(["managed", "attached"]), .value("managed"), "Whether Pointsman runs PgBouncer, or you do.",
                .start)
        case .poolerIni: Row(.path, .none, "An attached PgBouncer's own ini file, to see that it includes ours.")
        case .poolerConsole:
            Row(
                .url, .none, "An attached PgBouncer's console: postgres://USER:PASSWORD@HOST:6432/pgbouncer.",
                .liveBut("Host and port"))
        case .poolerURL:
            Row(
                .url, .found("pooler_listen or pooler_console, with the client_tls_ keys"),
                "The URL that the app has for PgBouncer, where clients need more than its address: a certificate, an authority."
            )
        case .poolerListen: Row(.listens, .value("127.0.0.1:6432"), "Where PgBouncer takes clients.", .start)
        case .poolerUser:
            Row(.user, .value("postgres"), "Whom a managed PgBouncer runs as, where Pointsman is root.", .start)
        case .poolerUsersFile:
            Row(.path, .none, "More users of a managed PgBouncer, in the form of its userlist.txt, mode 0600.")
        case .httpListen:
            Row(.listen, .value("127.0.0.1:6433"), "Where health and status are served; empty for nowhere.", .start)
        case .httpHosts:
            Row(
                .hosts, .none,
                "Names that HTTP requests may come under besides IP addresses, localhost and fleet_name's; those below them too."
            )
        case .httpTokenFile:
            Row(.path, .none, "A token for which other machines are told names over HTTP, mode 0600 or 0440.")
        case .hook: Row(.command, .none, "A program to run, without a shell, when the primary has moved.")
        case .fleetName:
            Row(.name, .found("FLY_APP_NAME, else the database's host"), "The app whose instances belong together.")
        case .fleetConnections:
            Row(
                .share, .none,
                "What all instances' pools together may open on one server, each an even share; none fixes the sizes.")
        case .fleetSecretFile:
            Row(.path, .none, "The secret that signs notices between instances, mode 0600.", .start)
        case .logFormat: Row(.choice(["text", "json", "journal"]), .value("text"), "How the log is written.")
        case .logLevel:
            Row(
                .choice(["debug", "info", "notice", "warning", "error"]), .value("info"),
                "The least that is logged.")
        }
    }

    /// `POINTSMAN_PROBE_INTERVAL`.
    package var variable: String { "POINTSMAN_" + rawValue.uppercased() }

    /// `--set probe_interval`.
    package var flag: String { "--set \(rawValue)" }

    /// Whether its value may not be shown.
    package var isSecret: Bool { self == .databaseURL || self == .poolerConsole || self == .poolerURL }
}
