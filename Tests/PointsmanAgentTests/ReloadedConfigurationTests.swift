import PointsmanCore
import PointsmanFormats
import Testing

@testable import PointsmanAgent
@testable import PointsmanConfiguration

@Suite("A configuration that is read again")
struct ReloadedConfigurationTests {
    private static let text = ConfigurationLoaderTests.url

    @Test(
        "what waits for a start stays as it was, and all else is the new one's",
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

    @Test("of a URL all is taken but its host, with what follows from that, and its database")
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
        "of several hosts the ports are taken, and other hosts wait",
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

    @Test("a list of members may get names, and lose them")
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

    @Test("the app's own URL for PgBouncer is taken, but for a database that waits")
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

    @Test("PgBouncer's own password is the one of before while the server does not take the new one")
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

    @Test("what is taken must fit to what waits")
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

    @Test("each key says what SIGHUP does with it")
    func table() {
        #expect(ConfigurationKey.probeInterval.row.help.hasSuffix("while all is well."))
        #expect(ConfigurationKey.poolerListen.row.help.hasSuffix(" At start."))
        #expect(ConfigurationKey.databaseURL.row.help.hasSuffix(" Hosts and database at start."))
    }
}
