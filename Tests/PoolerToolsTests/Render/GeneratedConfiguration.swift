import PointsmanConfiguration
import PointsmanFormats

/// A configuration made of a seed: texts for keys of the whole table, of `[pgbouncer]` and of the environment, hostile ones
/// among them, with the files that they name. `run` accepts some of them.
struct GeneratedConfiguration {
    private(set) var keys: [(key: ConfigurationKey, text: String)] = []
    private(set) var poolerKeys: [(key: String, value: String)] = []
    private(set) var databases: [String] = []
    private(set) var environment: [String: String] = [:]
    /// Each of mode 0600.
    private(set) var files: [String: String] = [:]
    let seed: UInt64
    private var random: SplitMix

    /// What no file format means as it stands there.
    static let hostile = [
        "yes", "0123", "null", "~", "1e3", "a: b", "a #b", "'", "\"", "\\", "\\n", "$(HOME)", "$HOME", "$$", "${x}",
        "{{x}}",
        "%n", "%%", "{a: b}", "[a]", "- a", "&a", "*a", "!a", "|", ">", "@a", "`a`", "a\u{85}b", "a\u{2028}b", "é",
        "日本", "😀",
        "a\u{301}", "\"\u{301}", "\u{FEFF}a", "; a", "# a", "select ';' -- \"x\"", "a=b", "a,b", "\u{7F}a\tb", "a\tb",
        "a\rb",
    ]

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix(state: seed)
        let kind = oneOf(["fly", "srv", "name", "static", "patroni"])
        let isAttached = chance(0.25)
        for key in ConfigurationKey.allCases {
            guard key == .databaseURL || chance(0.4) || (key == .members && kind == "static") else { continue }
            if let text = text(of: key, discovery: kind, isAttached: isAttached) { keys.append((key, text)) }
        }
        if isAttached {
            keys.append((.pooler, "attached"))
            keys.append((.poolerConsole, console()))
        } else {
            poolerKeys = generatedPoolerKeys()
            databases = generatedDatabases()
        }
        for (name, values) in [
            "FLY_APP_NAME": ["shop", "Shop_2", "123"], "FLY_REGION": ["fra", "iad"],
            "FLY_NAMESERVER": ["fdaa::3", "10.0.0.2:53"],
            "PRIMARY_REGION": ["iad"], "STATE_DIRECTORY": ["/data/p%n", "/srv/state", "/data/é", "/tmp/x", "/"],
            "RUNTIME_DIRECTORY": ["/srv/run", "/run/other"],
        ].sorted(by: { $0.key < $1.key }) where chance(0.15) {
            environment[name] = oneOf(values)
        }
    }

    /// What our own loader makes of it; nil where `run` refuses it.
    func loaded() -> Configuration? {
        var sections = "[pointsman]\n"
        var variables = environment
        // A value that an ini file can't hold comes by a variable.
        for (key, text) in keys {
            let fits = !text.hasPrefix(" ") && !text.hasSuffix(" ") && seed % 3 != 0
            if fits { sections += "\(key.rawValue) = \(text)\n" } else { variables[key.variable] = text }
        }
        sections += "[databases]\n" + databases.map { "\($0)\n" }.joined()
        sections += "[pgbouncer]\n" + poolerKeys.map { "\($0.key) = \($0.value)\n" }.joined()
        return try? ConfigurationLoader.load(file: "main", environment: variables) { name in
            name == "main" ? .bytes(Array(sections.utf8), mode: 0o600) : disk(name)
        }
    }

    func disk(_ name: String) -> LoadedFile {
        files[name].map { .bytes(Array($0.utf8), mode: 0o600) } ?? .absent
    }

    private mutating func text(of key: ConfigurationKey, discovery: String, isAttached: Bool) -> String? {
        switch key {
        case .databaseURL: return url(discovery)
        case .passwordFile: return nil
        case .requireAuth: return oneOf(["scram-sha-256", "md5, password", ""])
        case .probeUser: return oneOf(["prober", "é 'x'", "yes"])
        case .probePasswordFile:
            return keys.contains { $0.key == .probeUser } ? file("/certs/probe pw", "p:w é\n") : nil
        case .discovery: return discovery
        case .discoveryName:
            return discovery == "static" || discovery == "patroni"
                ? nil : oneOf(["db", "pg.example.org", "_postgresql._tcp.db"])
        case .resolver: return oneOf(["127.0.0.1:5399", "fdaa::3, 10.0.0.2", ""])
        case .members: return discovery == "static" ? "127.9.9.11:5432, [fdaa::1]:5433" : nil
        case .memberPort: return oneOf(["5433", "5432", "6000"])
        case .exclude: return discovery == "static" || discovery == "name" ? "127.9.9.19" : "d077ae38bb5ff2, 10.0.0.1"
        case .region: return oneOf(["fra", "iad", "no", "on", "1", ""])
        case .systemIdentifier: return "7300000000000000001"
        case .minTimeline: return "7"
        case .serverCheckQuery: return oneOf(Self.hostile + ["select 1", "select ' x '", " select 2", "select 3 "])
        case .probeInterval, .probeTimeout, .suspectAfter: return oneOf(["900ms", "2s"])
        case .burstInterval: return "5ms"
        case .canaryInterval: return oneOf(["0", "4s"])
        case .drainTimeout: return oneOf(["3s", "20s", "400s"])
        case .holdTimeout: return oneOf(["9s", "90s", "10min"])
        case .patroni: return discovery == "patroni" ? "10.0.0.7:8009, [fdaa::7], db-1.example.org" : nil
        case .patroniTLS: return oneOf(["off", "require", "verify-full"])
        case .patroniCAFile: return isSet(.patroniTLS, "verify-full") ? file("/certs/patroni ca", "x") : nil
        case .patroniCertFile: return isSet(.patroniTLS, "verify-full") ? file("/certs/patroni.pem", "x") : nil
        case .patroniKeyFile:
            return isSet(.patroniCertFile, "/certs/patroni.pem") ? file("/certs/patroni.key", "x") : nil
        case .patroniAuthFile: return file("/certs/patroni login", "pat:p:w é\n")
        case .maxReplicaLag: return oneOf(["5s", "1MB"])
        case .readDatabase: return oneOf(["reads", "", "yes", "0123"])
        case .pooler, .poolerConsole: return nil
        case .poolerProcesses: return isAttached ? nil : oneOf(["1", "2", "64"])
        case .poolerIni: return isAttached ? file("/etc/pgbouncer/pgbouncer.ini", "x") : nil
        case .poolerListen:
            return oneOf([
                "127.0.0.1:6000", "0.0.0.0:6000", "[::1]:6001", "10.1.2.3:6000", "127.0.0.2:6433", "*:6000",
                "localhost:6000",
            ])
        case .poolerURL:
            return oneOf([
                "postgres://svc@pool.example.org:6000/app?sslmode=verify-full&sslrootcert="
                    + file("/certs/pool.crt", "x"),
                "postgres://svc:p%40%27%20w@pool.example.org:6000/app",
            ])
        case .poolerUser: return isAttached ? nil : oneOf(["pgb", "postgres", "yes"])
        case .poolerUsersFile: return isAttached ? nil : file("/etc/pointsman/users", "\"u1\" \"pw\"\n")
        case .httpListen: return oneOf(["0.0.0.0:7000", "[::]:7000", "127.0.0.1:7000", "", "10.1.2.3:7000"])
        case .httpHosts: return "a.example.org, b"
        case .httpTokenFile: return file(oneOf(["/certs/token", "/home/me/token"]), "0123456789abcdef0123\n")
        case .hook:
            return oneOf([
                "/usr/local/bin/moved 'a b' \"c\" $(x) %n yes", "/opt/é {a: b} # c", "/usr/bin/true", "/home/me/hook",
            ])
        case .fleetName:
            return oneOf(["shop", "Shop_A.internal", "yes", "0123", "a.b", String(repeating: "n", count: 63)])
        case .fleetConnections: return oneOf(["40", "60%"])
        case .fleetProbes: return oneOf(["100", "2000"])
        case .fleetSecretFile: return file("/certs/fleet secret", "a secret of the fleet\n")
        case .secondOpinions: return oneOf(["auto", "none", "patroni:8009", "fly, patroni"])
        case .stateDirectory: return oneOf(["/data/p%n", "/srv/state", "/var/lib/pointsman"])
        case .runtimeDirectory: return oneOf(["/srv/run", "/run/pointsman"])
        case .controlSocketGroup: return "ops"
        case .recorder: return oneOf(["32MB", "off", "1GB", "0"])
        case .readiness, .isolatedPrimary, .hookEvents, .logFormat, .logLevel:
            guard case .choice(let words) = key.row.form else { return nil }
            return oneOf(words)
        }
    }

    private func isSet(_ key: ConfigurationKey, _ text: String) -> Bool {
        keys.contains { $0.key == key && $0.text == text }
    }

    private mutating func url(_ discovery: String) -> String {
        let host = discovery == "fly" ? "shop-db.internal" : oneOf(["db.example.org", "10.0.0.1", "[fdaa::9]"])
        let password = oneOf(["x", ":%40%2F%23%25%27%22%20%24%28HOME%29", "%C3%A9%F0%9F%98%80", "yes", "0123"])
        var pairs: [String] = []
        let wantsTLS = chance(0.5)
        if wantsTLS {
            pairs += ["sslmode=verify-ca", "sslrootcert=" + file("/certs/ca.crt", "x")]
            if chance(0.3) { pairs += ["sslcert=/certs/a.crt", "sslkey=" + file("/certs/a.key", "x")] }
        }
        if chance(0.3) { pairs.append("application_name=" + oneOf(["a%20b", "a'b", "%27x", "é"])) }
        if chance(0.3) { pairs.append("options=-c%20search_path%3Dapp") }
        var user = oneOf(["svc", "us%20er", "yes"])
        switch oneOf(["url", "url", "query", "file", "passfile", "none"]) {
        case "url": user += ":" + password
        case "query": pairs.append("password=" + password)
        case "file": keys.append((.passwordFile, file(oneOf(["/certs/pw", "/root/pw"]), "p:w é\n")))
        case "passfile": pairs.append("passfile=" + file("/certs/passfile", "*:*:*:*:p\\:w\n"))
        default: break
        }
        let query = pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
        return "postgres://\(user)@\(host):\(oneOf(["5432", "5999"]))/\(oneOf(["app", "yes", "0123"]))\(query)"
    }

    private mutating func console() -> String {
        oneOf([
            "postgres://adm:p%3Aw%5C@127.0.0.1:6432/pgbouncer", "postgres://adm@127.0.0.1:6432/pgbouncer",
            "postgres://adm@127.0.0.1:6432/pgbouncer?passfile=" + file("/certs/console", "*:*:*:*:x\n"),
            "postgres://adm:p%3Aw%5C@127.0.0.1:6432/pgbouncer,postgres://adm@/pgbouncer?host=/run/p2&application_name=a,b",
            "postgres://adm@/pgbouncer?host=/run/p1 , postgresql://adm:p%3Aw%5C@/pgbouncer?host=/run/p2&port=6432",
        ])
    }

    private mutating func generatedPoolerKeys() -> [(key: String, value: String)] {
        let candidates: [(String, [String])] = [
            ("pool_mode", ["session", "transaction"]), ("default_pool_size", ["7"]), ("auth_query", Self.hostile),
            ("server_reset_query", Self.hostile), ("ignore_startup_parameters", ["extra_float_digits, x"]),
            ("client_tls_sslmode", ["require"]), ("client_tls_key_file", [file("/certs/client key", "x")]),
            ("client_tls_cert_file", ["/certs/client.crt"]), ("stats_users", Self.hostile), ("auth_type", ["trust"]),
            ("auth_ldap_options", ["ldapbindpasswd=\"x\"", "ldapurl=x"]),
        ]
        return candidates.filter { _ in chance(0.3) }.map { ($0.0, oneOf($0.1)) }
    }

    private mutating func generatedDatabases() -> [String] {
        let quoted =
            "'\(oneOf(Self.hostile.filter { !$0.utf8.contains { $0 < 32 || $0 == 127 } }).replacing("'", with: "''"))'"
        let candidates = [
            "two = application_name=\(quoted) pool_size=3", "three = route=reads pool_mode=session",
            "far = host=10.9.9.9 port=6000 connect_query=\(quoted)", "* =", "four = dbname=\(quoted)",
        ]
        return candidates.filter { _ in chance(0.2) }
    }

    private mutating func file(_ path: String, _ text: String) -> String {
        files[path] = text
        return path
    }

    private mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &random) < part }

    private mutating func oneOf(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }
}

/// A small generator whose numbers follow from its seed (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
