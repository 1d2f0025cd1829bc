import PointsmanAgent
import PointsmanConfiguration
import Testing

@Suite("Errors of a wrong configuration")
struct ConfigurationErrorTests {
    @Test(
        "a bad value is refused with its line and what would be right",
        arguments: [
            ("probe_interval = 5", "a unit is missing: 5ms, 5s or 5min"),
            ("probe_interval = 0.5s", "us, ms, s, min, h and d are units"),
            ("probe_interval = 5S", "the unit is written s"), ("probe_interval = 5 parsecs", "are units"),
            ("probe_interval = 2s ; fast", "a comment needs a line of its own"),
            ("probe_interval = fast", "500ms, 2s, 1min"),
            ("probe_interval = 0s", "from 1ms to 1d"), ("probe_interval = 99999999999999999999s", "from 1ms to 1d"),
            ("probe_interval = 2d", "from 1ms to 1d"), ("max_replica_lag = 16", "16B, 16kB or 16MB"),
            ("max_replica_lag = 16mb", "the unit is written MB"),
            ("max_replica_lag = 10x", "B, kB, MB, GB and TB are units, and us, ms"),
            ("max_replica_lag = 9999999TB", "at most 1024TB"), ("probe_intervall = 1s", "did you mean probe_interval?"),
            ("frobnicate = 1", "lists the keys"), ("pool_mode = session", "belongs into the section [pgbouncer]"),
            ("discovery = flyy", "did you mean fly?"),
            ("discovery = consul", "fly, srv, name, patroni, static are possible"),
            ("member_port = 0", "from 1 to 65535"), ("member_port = 65536", "from 1 to 65535"),
            ("member_port = +5", "a port"),
            ("resolver = dns.example.com", "[fdaa::3]:53"), ("members = d/b:5432", "db-1.example.com:5432"),
            ("members = 10.0.0:1", "is no HOST:PORT"),
            ("members = 1.2.3.4,,1.2.3.5", "item of the list is empty"),
            ("members = 1.2.3.4, 1.2.3.4", "given twice"),
            ("exclude = a;b", "neither an address nor a name"),
            ("region = IAD", "such as iad"),
            ("system_identifier = x", "whole number"), ("min_timeline = 4294967296", "from 1 to 4294967295"),
            ("server_check_query =", "server_check_query is empty"),
            ("server_check_query = copy (select 1) to stdout", "such as select 1"),
            ("server_check_query = select 1; COPY t FROM STDIN", "such as select 1"),
            ("patroni = db-1:8008", "patroni is only for discovery = patroni"),
            ("patroni_tls = on", "off, require, verify-ca"),
            ("patroni_ca_file = /ca", "set patroni_tls = verify-full"), ("patroni_auth_file = login", "absolute path"),
            ("patroni_ca_file = /none\npatroni_tls = verify-full", "the file /none does not exist"),
            ("patroni_key_file = /none\npatroni_tls = verify-full", "set patroni_cert_file"),
            ("members = 192.0.2.1\ndiscovery = patroni", "members are only for discovery = static"),
            ("second_opinions = patrony", "did you mean patroni?"),
            ("second_opinions = consul", "patroni, fly, fleet are possible"),
            ("second_opinions = patroni:0", "from 1 to 65535"), ("second_opinions = patroni:", "a port"),
            ("second_opinions = patroni, none", "none stands alone"),
            ("second_opinions = patroni,", "item of the list is empty"),
            ("second_opinions = patroni, patroni:1", "patroni is given twice"),
            ("second_opinions = patroni, fleet", "set fleet_name"),
            ("fleet_connections = 101%", "from 1 to 100"), ("fleet_probes = 0", "from 1 to 1000000"),
            ("fleet_connections = many", "or a percentage"),
            ("fleet_connections = 60%", "set fleet_name"),
            ("pooler_users_file = users", "absolute path"), ("pooler_users_file = /none", "does not exist"),
            ("isolated_primary = holdd", "did you mean hold?"), ("read_database = a b", "letters, digits"),
            ("read_database = pgbouncer", "console"),
            ("pooler_processes = 0", "a whole number from 1 to 64"), ("pooler_processes = 65", "from 1 to 64"),
            ("pooler = own", "managed, attached are possible"), ("pooler_listen = 6432", "ADDRESS:PORT"),
            ("pooler_listen = 127.0.0.1:6432, [::1]:6433", "one port for all addresses: 6432 and 6433"),
            ("pooler_listen = *:6432, ::1", "leave the others out"), ("pooler_listen = [::1", "ADDRESS:PORT"),
            ("pooler_listen = [::1]6432", "ADDRESS:PORT"), ("pooler_listen = ::1, ::1", "given twice"),
            ("pooler_listen = 127.0.0.1:0", "ADDRESS:PORT"), ("pooler_listen = 300.1.1.1:6432", "ADDRESS:PORT"),
            ("pooler_listen = a b:6432", "ADDRESS:PORT"),
            ("pooler_listen = 127.0.0.1:6432,", "item of the list is empty"),
            ("pooler_listen = /run/a, /run/b", "one folder"),
            ("pooler_listen =", "pooler_listen is empty"), ("http_listen = localhost:1", "ADDRESS:PORT"),
            ("hook = moved", "whole path"),
            ("hook = /bin/moved \"x", "closing \" is missing"),
            ("log_format = xml", "text, json, journal are possible"),
            ("fleet_name = a/b", "letters, digits"), ("pooler_user =", "pooler_user is empty"),
            ("require_auth = scram", "a list of scram-sha-256, md5, password is expected"),
            ("require_auth = md5,", "an item of the list is empty"),
            ("password_file = secret", "absolute path"), ("discovery_name = a b", "a name of DNS"),
        ])
    func value(line: String, words: String) {
        let told = failure(Self.head + line)
        #expect(told.hasPrefix("main:3: ") && told.contains(words), "\(told)")
    }

    @Test(
        "a contradiction between keys is refused with its line and its reason",
        arguments: [
            ("burst_interval = 2s", "burst_interval"), ("probe_interval = 1ms", "burst_interval"),
            ("probe_timeout = 3s", "suspect_after"),
            ("drain_timeout = 61s", "hold_timeout"), ("hold_timeout = 1s", "drain_timeout"),
            ("discovery = static", "needs members"),
            ("discovery = fly", "APP.internal"), ("discovery = name\nmembers = 1.2.3.4", "only for discovery = static"),
            ("members = 1.2.3.4\ndiscovery_name = x", "leave discovery_name out"),
            ("members = 1.2.3.4\nexclude = m1", "m1 would exclude none"),
            ("pooler = attached", "needs pooler_console"),
            ("pooler_ini = /etc/x", "pooler = attached"),
            ("pooler_console = postgres://a:b@h/pgbouncer", "pooler = attached"),
            ("pooler = attached\npooler_console = postgres://a:b@h/app", "end the URL with /pgbouncer"),
            ("pooler = attached\npooler_console = postgres://a:b@h/pgbouncer\npooler_user = x", "managed only"),
            (
                "pooler = attached\npooler_console = postgres://a:b@h/pgbouncer\npooler_processes = 2",
                "the console of each process"
            ),
            (
                "pooler = attached\npooler_console = postgres://a:b@h/pgbouncer, postgres://a:b@h/pgbouncer",
                "names one console twice"
            ),
            (
                "pooler = attached\npooler_console = postgres://a:b@h/pgbouncer, postgres://a:b@i/app",
                "end the URL with /pgbouncer"
            ),
            ("pooler_processes = 2\npooler_listen = /run/x", "add an address to pooler_listen"),
            ("pooler_processes = 2\n[pgbouncer]\nso_reuseport = 0", "sets so_reuseport itself"),
            ("pooler_processes = 2\n[pgbouncer]\npeer_id = 7", "sets peer_id itself"),
            (
                "pooler = attached\npooler_console = postgres://a:b@h/pgbouncer\n[pgbouncer]\npool_mode=session",
                "ini file of its own"
            ),
            ("http_listen = 127.0.0.1:6432", "can't share a port"),
            ("http_listen = 0.0.0.0:6432", "can't share a port"), ("read_database = app", "the name for writes too"),
            ("probe_timeout = 1s\nprobe_timeout = 1s", "given twice, first in line 3"),
            ("password_file = /p", "given twice"),
            ("[pgbouncer]\nquery_wait_timeout = 20", "longer than hold_timeout"),
            ("[pgbouncer]\nquery_wait_timeout = nan", "plain number"),
            ("[pgbouncer]\nquery_wait_timeout = 20s", "plain number"),
            ("[pgbouncer]\nlisten_addr = *", "pooler_listen"),
            ("[pgbouncer]\nserver_tls_sslmode = require", "sslmode in database_url"),
            ("[pgbouncer]\npool_mod = session", "did you mean pool_mode?"),
            ("[pgbouncer]\nprobe_interval = 1s", "belongs into the section [pointsman]"),
            ("[pgbouncer]\nauth_type = cert", "has no place"),
            ("[pgbouncer]\nauth_user = lookup", "a line \"lookup\" \"PASSWORD\" in pooler_users_file (mode 0600)"),
            ("[pgbouncer]\nauth_dbname = other", "only app and app_ro"),
            ("[pgbuncer]\nx = 1", "did you mean [pgbouncer]?"), ("[databases]\nx = 1", "the line of x can't be read"),
            ("[database.two]\nx = 1", "a line NAME = KEY=VALUE of the section [databases]"),
            ("[users]\nx = 1", "pooler_users_file"),
        ])
    func contradiction(lines: String, words: String) {
        let told = failure(Self.head + lines)
        #expect(told.hasPrefix("main:") && told.contains(words), "\(told)")
    }

    @Test(
        "a database URL that cannot work is refused with its line and its reason",
        arguments: [
            ("postgres://u:p@%2Frun/d", "Unix socket"), ("postgres://u:p@h/a%20b", "no database of that name"),
            ("postgres://u:p@h/pgbouncer", "no database of that name"),
            ("postgres://u:p@h/d?sslmode=verify-full", "needs sslrootcert"),
            ("postgres://u:p@h/d?sslmode=require&sslrootcert=ca", "absolute path"),
            ("postgres://u@h/d", "auth_type = trust"), ("postgres://pointsman-console:p@h/d", "needs another"),
            ("h", "begin with postgres://"), ("", "no database is named"),
        ])
    func database(url: String, words: String) {
        let told = failure("[pointsman]\ndatabase_url = \(url)")
        #expect(told.hasPrefix("main:2: ") && told.contains(words), "\(told)")
    }

    @Test(
        "members that are the agent's own PgBouncer are refused by the key that names them",
        arguments: [
            ("database_url = postgres://app:pw@127.0.0.1:6432/app", "database_url"),
            ("database_url = postgres://app:pw@localhost:6432/app", "database_url"),
            ("database_url = postgres://app:pw@LOCALHOST.:6432/app", "database_url"),
            ("database_url = postgres://app:pw@0.0.0.0:6432/app", "database_url"),
            ("database_url = postgres://app:pw@db,127.0.0.1:6432/app", "database_url"),
            ("database_url = postgres://app:pw@elsewhere:6432/app?hostaddr=127.0.0.1", "database_url"),
            ("database_url = postgres://app:pw@here:6432/app", "database_url"),
            ("database_url = postgres://app:pw@h/app\nmember_port = 6432\ndiscovery_name = here", "discovery_name"),
            ("database_url = postgres://app:pw@h/app\nmembers = 10.0.0.1, 127.0.0.1:6432", "members"),
            ("database_url = postgres://app:pw@h/app\nmembers = 10.0.0.1, here:6432", "members"),
            ("database_url = postgres://app:pw@127.3.2.1:6432/app\npooler_listen = 0.0.0.0:6432", "database_url"),
            ("database_url = postgres://app:pw@[::1]:6432/app\npooler_listen = *:6432", "database_url"),
            ("database_url = postgres://app:pw@[::1]:6432/app\npooler_listen = localhost:6432", "database_url"),
            ("database_url = postgres://app:pw@here:6432/app\npooler_listen = here:6432", "database_url"),
            ("database_url = postgres://app:pw@10.0.0.9:5000/app\npooler_listen = 10.0.0.9:5000", "database_url"),
            ("database_url = postgres://app:pw@far:5000/app\npooler_listen = far:5000", "database_url"),
            (
                "database_url = postgres://app:pw@localhost:7432/app\npooler = attached\n"
                    + "pooler_console = postgres://a:b@127.0.0.1:7432/pgbouncer", "database_url"
            ),
            (
                "database_url = postgres://app:pw@h/app\npooler = attached\nmembers = 10.0.0.8:6432\n"
                    + "pooler_console = postgres://a:b@10.0.0.8:6432/pgbouncer", "members"
            ),
        ])
    func ownPooler(lines: String, key: String) {
        let told = failure("[pointsman]\n" + lines, disk: ["/etc/hosts": "127.0.0.1 here\n10.0.0.9 there\n"])
        let words =
            lines.contains("attached")
            ? "and pooler_console lead to one place (" : "leads to the agent's own PgBouncer ("
        #expect(told.contains(": \(key) \(words)"), "\(told)")
        #expect(!told.contains("pw@"))
    }

    @Test(
        "members beside the agent's own PgBouncer are accepted",
        arguments: [
            "database_url = postgres://app:pw@127.0.0.1:5432/app", "database_url = postgres://app:pw@localhost/app",
            "database_url = postgres://app:pw@127.0.0.2:6432/app", "database_url = postgres://app:pw@[::1]:6432/app",
            "database_url = postgres://app:pw@there:6432/app", "database_url = postgres://app:pw@unknown:6432/app",
            "database_url = postgres://app:pw@10.0.0.1:6432/app\npooler_listen = *:6432",
            "database_url = postgres://app:pw@127.0.0.1:6432/app\nmembers = 10.0.0.1",
            "database_url = postgres://app:pw@[::1]:6432/app\npooler_listen = 0.0.0.0:6432",
            "database_url = postgres://app:pw@127.0.0.1:6432/app\npooler = attached\n"
                + "pooler_console = postgres://a:b@10.0.0.8:6432/pgbouncer",
        ])
    func besideOwnPooler(lines: String) {
        let told = failure("[pointsman]\n" + lines, disk: ["/etc/hosts": "127.0.0.1 here\n10.0.0.9 there\n"])
        #expect(told.isEmpty, "\(told)")
    }

    @Test("an empty configuration is refused with the hint to set DATABASE_URL")
    func nothing() {
        #expect(failure("").contains("DATABASE_URL"))
    }

    @Test(
        "a bad environment variable is refused with its name",
        arguments: [
            ("POINTSMAN_PROBE_INTERVAL", "5"), ("STATE_DIRECTORY", "here"),
            ("FLY_NAMESERVER", "x y"), ("POINTSMAN_SERVER_CHECK_QUERY", "select\n1"),
            ("RUNTIME_DIRECTORY", "/" + String(repeating: "r", count: 91)),
        ])
    func variable(name: String, value: String) {
        #expect(failure(Self.head, environment: [name: value]).hasPrefix("environment variable \(name): "))
    }

    @Test(
        "no configuration error shows a password",
        arguments: [
            "postgres://u:hunter2@h x/d", "hunter2", "postgres://u:hunter2@h/d?sslmod=y", "postgres://u:hun/ter2@h/d",
            "postgres://u:hunter2@h/pgbouncer",
        ])
    func secrecy(url: String) {
        for key in ["database_url", "pooler = attached\npooler_console"] {
            let told = failure("[pointsman]\n\(key) = \(url)")
            #expect(!told.isEmpty && !told.contains("hunter2") && !told.contains("ter2"), "\(told)")
        }
    }

    @Test("control characters in a configuration value are not repeated in its error")
    func control() {
        #expect(!failure(Self.head + "log_format = a\u{1B}[31m\rb").contains { $0 == "\u{1B}" || $0 == "\r" })
    }

    private static let head = "[pointsman]\ndatabase_url = postgres://app:pw@h/app\n"
}
