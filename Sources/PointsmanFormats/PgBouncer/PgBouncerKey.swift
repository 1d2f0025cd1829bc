/// The keys that the operator's `[pgbouncer]` section may contain.
package enum PgBouncerKey {
    /// Why an operator can't set `key`, and what to set instead; nil for all other keys.
    package static func owner(of key: String) -> String? {
        switch key {
        case "listen_addr", "listen_port": "set pooler_listen in [pointsman]"
        case "unix_socket_dir": "set a folder in pooler_listen in [pointsman]"
        case "auth_file":
            "Pointsman writes the users' file from database_url and pooler_users_file; more users come by auth_user "
                + "(with its password in pooler_users_file) and auth_query, too"
        case "admin_users": "Pointsman alone is the console's administrator; stats_users may be set"
        case "server_tls_sslmode": "set sslmode in database_url: ?sslmode=verify-ca"
        case "server_tls_ca_file": "set sslrootcert in database_url"
        case "server_tls_cert_file": "set sslcert in database_url"
        case "server_tls_key_file": "set sslkey in database_url"
        case "logfile", "syslog", "syslog_ident", "syslog_facility":
            "what PgBouncer logs comes out with Pointsman's own log"
        case "pidfile", "conffile", "service_name": "Pointsman keeps the process itself"
        case "user": "set pooler_user in [pointsman]"
        default: nil
        }
    }

    /// The key that `key` probably means; nil if PgBouncer knows it, or if it resembles none: a newer PgBouncer may
    /// know more keys than we do, and reports unknown ones itself.
    package static func misspelt(_ key: String) -> String? {
        isKnown(key) ? nil : nearest(to: key, among: known)
    }

    package static func isKnown(_ key: String) -> Bool { known.contains(key) }

    /// The first release that has `key`; nil if 1.18 has it, and if it is not known. An older release does not start
    /// with it.
    package static func introduced(_ key: String) -> PgBouncerVersion? {
        later.first { $0.keys.contains(key) }?.version
    }

    /// The values that `key` may have, as the end of a sentence; nil if they are not a few words.
    package static func values(of key: String) -> String? {
        switch key {
        case "pool_mode": "session, transaction and statement are values"
        case "auth_type": "scram-sha-256, md5, cert, hba, pam, plain and trust are values"
        case "client_tls_sslmode": "disable, allow, prefer, require, verify-ca and verify-full are values"
        case "syslog_facility": "auth, daemon, user and local0 to local7 are values"
        case _ where ["_timeout", "_lifetime", "_ttl", "_delay", "_retry", "_period"].contains(where: key.hasSuffix):
            "a number of seconds is expected"
        case _ where ["_size", "_connections", "_conn", "_backlog"].contains(where: key.hasSuffix):
            key.hasPrefix("log_") ? "0 or 1 is expected" : "a whole number is expected"
        default: nil
        }
    }

    /// A word among several that a key may have (`pool_mode`, `auth_type`, `client_tls_sslmode`), as we compare it: PgBouncer
    /// takes it in upper and lower case (cf_set_lookup of its cfparser.c).
    package static func word(_ value: String) -> String { value.lowercased() }

    /// Whether a number that is a switch (`so_reuseport`, `log_pooler_errors`) is zero: off. PgBouncer reads whole numbers as C
    /// does, with a sign, and in hexadecimal or octal digits (cf_set_int).
    package static func isOff(_ value: String) -> Bool {
        var digits = value.utf8[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            digits = digits.dropFirst()
        }
        if digits.starts(with: "0x".utf8) || digits.starts(with: "0X".utf8) { digits = digits.dropFirst(2) }
        return !digits.isEmpty && digits.allSatisfy { $0 == UInt8(ascii: "0") }
    }

    /// All keys of PgBouncer 1.18 to 1.26.
    private static let known = first + later.flatMap(\.keys)

    /// All keys of 1.18 (the tables in its src/main.c).
    private static let first = """
        admin_users application_name_add_host auth_file auth_hba_file auth_query auth_type auth_user \
        autodb_idle_timeout client_idle_timeout client_login_timeout client_tls_ca_file client_tls_cert_file \
        client_tls_ciphers client_tls_dheparams client_tls_ecdhcurve client_tls_key_file client_tls_protocols \
        client_tls_sslmode conffile default_pool_size disable_pqexec dns_max_ttl dns_nxdomain_ttl \
        dns_zone_check_period idle_transaction_timeout ignore_startup_parameters job_name listen_addr \
        listen_backlog listen_port log_connections log_disconnections log_pooler_errors log_stats logfile \
        max_client_conn max_db_connections max_packet_size max_user_connections min_pool_size pidfile pkt_buf \
        pool_mode query_timeout query_wait_timeout reserve_pool_size reserve_pool_timeout resolv_conf sbuf_loopcnt \
        server_check_delay server_check_query server_connect_timeout server_fast_close server_idle_timeout \
        server_lifetime server_login_retry server_reset_query server_reset_query_always server_round_robin \
        server_tls_ca_file server_tls_cert_file server_tls_ciphers server_tls_key_file server_tls_protocols \
        server_tls_sslmode service_name so_reuseport stats_period stats_users suspend_timeout syslog \
        syslog_facility syslog_ident tcp_defer_accept tcp_keepalive tcp_keepcnt tcp_keepidle tcp_keepintvl \
        tcp_socket_buffer tcp_user_timeout unix_socket_dir unix_socket_group unix_socket_mode user verbose
        """.split(separator: " ").map(String.init)

    /// The keys that were added later; none was removed.
    private static let later: [(version: PgBouncerVersion, keys: [String])] = [
        (.init(major: 1, minor: 19), ["auth_dbname", "cancel_wait_timeout", "peer_id"]),
        (.init(major: 1, minor: 20), ["track_extra_parameters"]),
        (.init(major: 1, minor: 21), ["max_prepared_statements"]),
        (.init(major: 1, minor: 23), ["auth_ident_file"]),
        (.init(major: 1, minor: 24), ["max_db_client_connections", "max_user_client_connections"]),
        (
            .init(major: 1, minor: 25),
            [
                "auth_ldap_options", "client_tls13_ciphers", "query_wait_notify", "scram_iterations",
                "server_tls13_ciphers", "transaction_timeout",
            ]
        ),
        (.init(major: 1, minor: 26), ["login_notify_message", "pool_idle_timeout"]),
    ]
}
