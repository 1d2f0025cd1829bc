import PointsmanCore
import PointsmanFormats
import Testing

@testable import PointsmanAgent
@testable import PointsmanConfiguration

@Suite("The configuration on reload")
struct ReloadedConfigurationTests {
    private static let text = ConfigurationLoaderTests.url

    @Test(
        "a reload leaves start-only keys as they were and takes all others",
        arguments: [
            ("read_database = reads", ["read_database"]), ("pooler_listen = 127.0.0.1:7432", ["pooler_listen"]),
            ("pooler_user = nobody", ["pooler_user"]), ("http_listen = 127.0.0.1:7433", ["http_listen"]),
            ("discovery_name = other.example", ["discovery_name"]),
            ("discovery = srv", ["discovery"]),
            ("pooler = attached\npooler_console = postgres://boss:pw@127.0.0.1:6432/pgbouncer", ["pooler"]),
        ])
    func waiting(line: String, keys: [String]) throws {
        let running = try load(Self.text)
        let new = try load(Self.text + line + "\nprobe_interval = 700ms\n")
        let taken = running.taking(new)
        #expect(taken.keys(differingFrom: running) == ["probe_interval"])
        #expect(new.keys(differingFrom: taken) == keys)
        for key in keys { #expect(ConfigurationKey(rawValue: key)?.row.effect == .start) }
    }

    @Test("a reload takes a URL's user, password and TLS, and not its host, port or database")
    func url() throws {
        let running = try load(Self.text)
        let new = try load("[pointsman]\ndatabase_url = postgres://app_b:pw2@h2:5433/other?sslmode=require\n")
        let taken = running.taking(new)
        #expect(taken.database.user == "app_b")
        #expect(taken.database.password?.reveal() == "pw2")
        #expect(taken.database.sslMode == .require)
        #expect(taken.database.host == running.database.host)
        #expect(taken.database.port == running.database.port)
        #expect(taken.memberPort == running.memberPort)
        #expect(taken.fleetName == running.fleetName)
        #expect(taken.writeDatabase == "app")
        #expect(taken.readDatabase == "app_ro")
        #expect(taken.clusterName == running.clusterName)
        #expect(new.keys(differingFrom: taken).first == "database_url")
    }

    @Test(
        "a reload of a URL with several hosts takes new ports, and other hosts wait for a start",
        arguments: [
            ("a:5433,b:5434", [ListedHost(name: "a", port: 5433), ListedHost(name: "b", port: 5434)], false),
            ("a:5433,c:5434", [ListedHost(name: "a", port: 5432), ListedHost(name: "b", port: 5432)], true),
            ("b:5433,a:5434", [ListedHost(name: "a", port: 5432), ListedHost(name: "b", port: 5432)], true),
            ("a:5433", [ListedHost(name: "a", port: 5432), ListedHost(name: "b", port: 5432)], true),
        ])
    func hosts(text: String, places: [ListedHost], waits: Bool) throws {
        let running = try load("[pointsman]\ndatabase_url = postgres://app:pw@a,b/app\n")
        let new = try load("[pointsman]\ndatabase_url = postgres://app:pw@\(text)/app\n")
        let taken = running.taking(new)
        #expect(taken.database.places.map { ListedHost(name: $0.host.description, port: $0.port) } == places)
        #expect(taken.discovery == .hosts(places))
        #expect(new.keys(differingFrom: taken).contains("database_url") == waits)
    }

    @Test("a reload takes a list of members that gains or loses names")
    func names() throws {
        let url = "[pointsman]\ndatabase_url = postgres://app:pw@127.0.0.1/app\nmembers = "
        let (addresses, names) = try (load(url + "127.0.0.1\n"), load(url + "127.0.0.1, standby\n"))
        for (running, new) in [(addresses, names), (names, addresses)] {
            let taken = running.taking(new)
            #expect(taken.discovery == new.discovery)
            #expect(taken.keys(differingFrom: running) == ["members"])
            #expect(new.keys(differingFrom: taken) == [])
        }
    }

    @Test("a reload takes a new pooler_url, but not its other database")
    func poolerURL() throws {
        let running = try load(Self.text)
        let told = try load(Self.text + "pooler_url = postgres://app@127.0.0.1:7000/app\n")
        #expect(running.taking(told).keys(differingFrom: running) == ["pooler_url"])
        #expect(told.keys(differingFrom: running.taking(told)) == [])
        let other = "[pointsman]\ndatabase_url = postgres://app:secret@db.internal/other\n"
        let moved = running.taking(try load(other + "pooler_url = postgres://app@127.0.0.1:7000/other\n"))
        #expect(moved.poolerURL?.database == "app")
        #expect(moved.poolerURL?.port == 7000)
    }

    @Test("PgBouncer keeps the old password until the server accepts the new one")
    func pooled() throws {
        let pooler = "pooler_url = postgres://app@127.0.0.1:7000/app\n"
        let url = { (password: String) in "[pointsman]\ndatabase_url = postgres://app:\(password)@h/app\n" + pooler }
        let new = try load(url("new"))
        var pooled = PooledConfiguration(try load(url("old")))
        pooled.take(new, isTaken: false)
        #expect(pooled.lacksPassword(of: new))
        #expect(pooled.configuration.database.password?.reveal() == "old")
        #expect(pooled.configuration.poolerURL?.password?.reveal() == "old")
        pooled.take(new, isTaken: true)
        #expect(!pooled.lacksPassword(of: new))
        #expect(pooled.configuration.poolerURL?.password?.reveal() == "new")
    }

    @Test("a reload whose new keys contradict the start-only keys that stay is refused")
    func mixture() throws {
        let running = try load("[pointsman]\ndatabase_url = postgres://app:pw@127.0.0.1/app\n")
        let text = "[pointsman]\ndatabase_url = postgres://app:pw@db.internal/app\nexclude = copy\n"
        _ = try load(text)
        let error = #expect(throws: ConfigurationFailure.self) {
            try ConfigurationLoader.load(file: "main", environment: [:], over: running) { _ in
                .bytes(Array(text.utf8), mode: 0o600)
            }
        }
        let words = "main:3: members found by a name's addresses or by a list of addresses have no names"
        #expect(error?.description.contains(words) == true)
    }

    @Test("each key's help says whether SIGHUP applies it")
    func table() {
        #expect(ConfigurationKey.probeInterval.row.help.hasSuffix("while all is well."))
        #expect(ConfigurationKey.poolerListen.row.help.hasSuffix(" At start."))
        #expect(ConfigurationKey.databaseURL.row.help.hasSuffix(" Hosts and database at start."))
    }
}
