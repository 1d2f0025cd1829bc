/// A connection parameter of libpq (PostgreSQL manual, 34.1.2; those of 15 to 18), and its use here.
struct ConnectionKeyword: Sendable {
    enum Use: Sendable {
        /// Stored in a property of ``DatabaseURL``.
        case own
        /// Members are dialled with it unchanged.
        case dialled
        /// Pointsman or PgBouncer sets it otherwise.
        case settled
        /// It can't be honoured, except for these values.
        case refused(unless: [String])
    }

    enum Values: Sendable {
        case any
        case number
        case words([String])
    }

    let name: String
    /// The environment variable of the same meaning; nil if there is none.
    let variable: String?
    let use: Use
    let values: Values
    /// The end of a sentence for the author that says how it is used here; nil if it works as in libpq's manual.
    let notice: String?

    private init(
        _ name: String, _ variable: String?, _ use: Use = .own, _ values: Values = .any, _ notice: String? = nil
    ) {
        self.name = name
        self.variable = variable
        self.use = use
        self.values = values
        self.notice = notice
    }

    static func named(_ name: String) -> ConnectionKeyword? { all.first { $0.name == name } }

    /// Why `value` is not allowed, as the end of a sentence; nil if it is.
    func complaint(about value: String) -> String? {
        if case .refused(let allowed) = use, !allowed.contains(value) {
            return "can't be honoured: \(notice ?? "leave it out")"
        }
        switch values {
        case .any: return nil
        case .number: return Int32(value) == nil ? "takes a whole number" : nil
        case .words(let words):
            return words.contains(value) ? nil : "is not known: \(words.joined(separator: ", ")) are"
        }
    }

    private static let protocols = Values.words(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
    private static let kerberos = "Pointsman and PgBouncer log in by password or certificate, never by Kerberos"
    private static let byPassword = "Pointsman and PgBouncer log in with the password"
    private static let follows = "Pointsman itself follows the primary"
    private static let keepalive =
        "it holds for the probes; for PgBouncer's own connections set tcp_keepidle, tcp_keepintvl and tcp_keepcnt in "
        + "[pgbouncer]"
    private static let nameless = "it holds for the probes; PgBouncer has no such list of revoked certificates"
    private static let wire = "Pointsman and PgBouncer speak version 3.0 of the protocol"

    static let all: [ConnectionKeyword] = [
        .init("service", "PGSERVICE"),
        .init("servicefile", nil),
        .init("user", "PGUSER"),
        .init("password", "PGPASSWORD"),
        .init("passfile", "PGPASSFILE"),
        .init("host", "PGHOST"),
        .init("hostaddr", "PGHOSTADDR"),
        .init("port", "PGPORT"),
        .init("dbname", "PGDATABASE"),
        .init("options", "PGOPTIONS"),
        .init("application_name", "PGAPPNAME"),
        .init("fallback_application_name", nil),
        .init("sslmode", "PGSSLMODE", .own, .words(SSLMode.allCases.map(\.rawValue))),
        .init("sslrootcert", "PGSSLROOTCERT"),
        .init("sslcert", "PGSSLCERT"),
        .init("sslkey", "PGSSLKEY"),
        .init("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", .own, protocols),
        .init("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", .own, protocols),
        .init("require_auth", "PGREQUIREAUTH"),
        .init(
            "channel_binding", "PGCHANNELBINDING", .dialled, .words(["disable", "prefer", "require"]),
            "it holds for the probes; PgBouncer binds no channel: sslmode=verify-full with sslrootcert says whom it may log in to"
        ),
        .init(
            "sslpassword", nil, .dialled, .any,
            "it holds for the probes; PgBouncer reads no key that has a passphrase: give it a key without one"),
        .init("sslcrl", "PGSSLCRL", .dialled, .any, nameless),
        .init("sslcrldir", "PGSSLCRLDIR", .dialled, .any, nameless),
        .init("sslsni", "PGSSLSNI", .dialled, .words(["0", "1"])),
        .init(
            "sslcertmode", "PGSSLCERTMODE", .dialled, .words(["disable", "allow", "require"]),
            "it holds for the probes, where libpq is 16 or later"),
        .init(
            "sslnegotiation", "PGSSLNEGOTIATION", .dialled, .words(["postgres", "direct"]),
            "it holds for the probes, where libpq is 17 or later; PgBouncer asks the server for TLS in the usual way"),
        .init("keepalives", "PGKEEPALIVES", .dialled, .number, keepalive),
        .init("keepalives_idle", nil, .dialled, .number, keepalive),
        .init("keepalives_interval", nil, .dialled, .number, keepalive),
        .init("keepalives_count", nil, .dialled, .number, keepalive),
        .init(
            "tcp_user_timeout", nil, .dialled, .number,
            "it holds for the probes; for PgBouncer's own connections set tcp_user_timeout in [pgbouncer]"),
        .init(
            "connect_timeout", "PGCONNECT_TIMEOUT", .settled, .number,
            "probe_timeout in [pointsman] bounds a probe; how long the app waits to connect is said in the app's own URL"
        ),
        .init(
            "client_encoding", "PGCLIENTENCODING", .settled, .any,
            "it is of the app's own sessions: keep it in the app's own URL, which leads to PgBouncer"),
        .init(
            "target_session_attrs", "PGTARGETSESSIONATTRS", .settled,
            .words(["any", "read-write", "read-only", "primary", "standby", "prefer-standby"]),
            "\(follows); the app reads from standbys in the database read_database names"),
        .init(
            "load_balance_hosts", "PGLOADBALANCEHOSTS", .settled, .words(["disable", "random"]),
            "Pointsman itself chooses the member for reads"),
        .init(
            "requirepeer", "PGREQUIREPEER", .settled, .any,
            "it is about Unix sockets, and members are reached over the network"),
        .init(
            "replication", nil, .refused(unless: ["false", "off", "no", "0"]), .any,
            "PgBouncer carries no replication: leave it out"),
        .init(
            "gssencmode", "PGGSSENCMODE", .refused(unless: ["disable", "prefer"]), .any,
            "PgBouncer encrypts by TLS only: set sslmode"),
        .init("krbsrvname", "PGKRBSRVNAME", .settled, .any, kerberos),
        .init("gsslib", "PGGSSLIB", .settled, .any, kerberos),
        .init("gssdelegation", "PGGSSDELEGATION", .settled, .any, kerberos),
        .init("scram_client_key", nil, .settled, .any, byPassword),
        .init("scram_server_key", nil, .settled, .any, byPassword),
        .init("oauth_issuer", nil, .settled, .any, byPassword),
        .init("oauth_client_id", nil, .settled, .any, byPassword),
        .init("oauth_client_secret", nil, .settled, .any, byPassword),
        .init("oauth_scope", nil, .settled, .any, byPassword),
        .init("min_protocol_version", "PGMINPROTOCOLVERSION", .settled, .any, wire),
        .init("max_protocol_version", "PGMAXPROTOCOLVERSION", .settled, .any, wire),
        .init("sslkeylogfile", nil, .settled, .any, "no session's keys are written anywhere"),
        .init("sslcompression", "PGSSLCOMPRESSION", .settled, .any, "libpq compresses nothing, either"),
        // libpq knew these before 14, when they had no meaning any more.
        .init("authtype", nil, .settled, .any, "it means nothing to libpq, either"),
        .init("tty", nil, .settled, .any, "it means nothing to libpq, either"),
    ]
}
