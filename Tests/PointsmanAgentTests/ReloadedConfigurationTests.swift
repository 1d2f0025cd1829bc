import PointsmanAgent
import PointsmanFormats
import Testing

@Suite("A configuration that is read again")
struct ReloadedConfigurationTests {
    private static let text = ConfigurationLoaderTests.url

    @Test(
        "what waits for a start stays as it was, and all else is the new one's",
        arguments: [
            ("read_database = reads", ["read_database"]), ("pooler_listen = 127.0.0.1:7432", ["pooler_listen"]),
            ("pooler_user = nobody", ["pooler_user"]), ("http_listen = 127.0.0.1:7433", ["http_listen"]),
            ("fleet_secret_file = /nowhere", ["fleet_secret_file"]),
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

    @Test("of a URL all is taken but its host and its database")
    func url() throws {
        let running = try load(Self.text)
        let new = try load("[pointsman]\ndatabase_url = postgres://app_b:pw2@h2:5433/other?sslmode=require\n")
        let taken = running.taking(new)
        #expect(taken.database.user == "app_b")
        #expect(taken.database.password?.reveal() == "pw2")
        #expect(taken.database.sslMode == .require)
        #expect(taken.database.host == running.database.host)
        #expect(taken.writeDatabase == "app")
        #expect(taken.readDatabase == "app_ro")
        #expect(taken.clusterName == running.clusterName)
        #expect(new.keys(differingFrom: taken).first == "database_url")
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
        let words = "main:3: members found by a name's addresses or by a list have no names"
        #expect(error?.description.contains(words) == true)
    }

    @Test("each key says what SIGHUP does with it")
    func table() {
        #expect(ConfigurationKey.probeInterval.row.help.hasSuffix("while all is well."))
        #expect(ConfigurationKey.poolerListen.row.help.hasSuffix(" At start."))
        #expect(ConfigurationKey.databaseURL.row.help.hasSuffix(" Host and database at start."))
    }
}
