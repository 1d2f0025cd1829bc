import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import Testing

@testable import PointsmanAgent

@Suite("The section [databases]")
struct DatabasesSectionTests {
    private static let url = ConfigurationLoaderTests.url

    private static let member = MemberID(address: .v4(0x0A00_0001), port: 5432)
    private static let standby = MemberID(address: .v4(0x0A00_0002), port: 5433)

    @Test(
        "a line without a host follows the primary, one for reads the choice for reads, and one with a host stays as it is"
    )
    func routes() throws {
        let configuration = try load(
            Self.url + """
                [databases]
                orders = dbname=orders_v2 pool_size=5 user=clerk
                reports = route=reads pool_mode='session'
                legacy = host=10.9.9.9 port=6000 dbname='old db' connect_query='select 1'
                app = pool_size=7 application_name='it''s'
                * = client_encoding=UTF8
                """)
        var ini = configuration.databasesIni
        #expect(ini.writeNames == ["app", "orders"])
        #expect(ini.readNames == ["app_ro", "reports"])
        #expect(ini.leadsOthers)
        ini.write = .init(member: Self.member, connectQuery: "fence")
        ini.read = .init(member: Self.standby)
        #expect(
            ini.databaseLines.map(\.text) == [
                "app = host='10.0.0.1' port='5432' dbname='app' connect_query='fence' pool_size='7' application_name='it''s'",
                "app_ro = host='10.0.0.2' port='5433' dbname='app'",
                "orders = host='10.0.0.1' port='5432' dbname='orders_v2' connect_query='fence' pool_size='5' user='clerk'",
                "reports = host='10.0.0.2' port='5433' pool_mode='session'",
                "legacy = host='10.9.9.9' port='6000' dbname='old db' connect_query='select 1'",
                "* = host='10.0.0.1' port='5432' connect_query='fence' client_encoding='UTF8'",
            ])
        #expect(try ini.text().contains("\n* = host='10.0.0.1'"))
    }

    @Test("a database that no line leads is nowhere for all lines but those with a host")
    func nowhere() throws {
        let ini = try load(Self.url + "[databases]\na =\nb = route=reads\nc = host=h\n* =\n").databasesIni
        let lines = ini.databaseLines.filter { $0.name != "c" }
        #expect(lines.count == 5)
        for line in lines { #expect(line["host"] == "/dev/null" && line["connect_query"] == nil) }
    }

    @Test("the pools of all databases that follow one member share its connections")
    func share() throws {
        var ini = try load(Self.url + "[databases]\na =\nb =\nc = route=reads\n").databasesIni
        ini.share = 20
        ini.write = .init(member: Self.member)
        ini.read = .init(member: Self.standby)
        #expect(ini.databaseLines.map { $0["pool_size"] } == ["6", "10", "6", "6", "10"])
        ini.read = .init(member: Self.member)
        #expect(ini.databaseLines.allSatisfy { $0["pool_size"] == "4" && $0["max_db_connections"] == "4" })
    }

    @Test(
        "a line of [databases] that can't work is refused with its file, its line and what would be right",
        arguments: [
            ("two = pool_sise=5", "has a key pool_sise, which is none of a line's; did you mean pool_size?"),
            ("two = colour=red", "has a key colour, which is none of a line's; PgBouncer's manual has them"),
            ("two = host=h route=reads", "has a host and a route"),
            ("two = route=standby", "route of two: writes and reads are possible"),
            ("two = dbname=a\ntwo = dbname=b", "two is given twice, first in main:4: keep one"),
            ("two = dbname=a dbname=b", "dbname is given twice for two"),
            ("* = route=reads", "* has a route for reads only"),
            ("two = connect_query='select 1'", "the fence that keeps writes off an old primary"),
            ("two = port=5433", "two has a port and no host"),
            ("two = pool_size=many", "pool_size of two: a whole number is expected"),
            ("two = pool_mode=sess", "pool_mode of two: session, transaction and statement are values"),
            ("two = dbname='x", "the line of two can't be read"),
            ("pgbouncer = dbname=x", "pgbouncer is its console"),
            ("app = host=h", "app is the database of database_url, which follows the primary"),
            ("app = dbname=b", "database_url names it"), ("app = user=x", "whose user and password PgBouncer has"),
            ("app_ro = host=h", "app_ro is the name for reads (read_database)"),
            ("two = auth_user=lookup", "a line \"lookup\" \"PASSWORD\" in pooler_users_file"),
        ])
    func refusals(line: String, words: String) {
        let told = failure(Self.url + "[databases]\n" + line)
        #expect(told.hasPrefix("main:") && told.contains(words), "\(told)")
    }

    @Test("an error in a line of [databases] shows none of its values")
    func secrets() {
        for line in [
            "password=s3cret pool_sise=1", "password=s3cret s3cret", "password='s3cret",
            "password=s3cret password=s3cret",
        ] {
            let told = failure(Self.url + "[databases]\ntwo = \(line)")
            #expect(!told.isEmpty && !told.contains("s3cret"), "\(told)")
        }
        let line = ConfiguredDatabase(name: "two", pairs: [("password", "s3cret")])
        #expect(!"\(line) \(String(reflecting: line)) \([line])".contains("s3cret"))
    }

    @Test("fleet_connections refuses a size of a line's own, and the line * whose pools can't be counted")
    func fleet() {
        for (line, words) in [
            ("two = pool_size=5", "pool_size of two has no say beside fleet_connections"),
            ("* =", "fleet_connections can't divide"),
        ] {
            let told = failure(
                "[pointsman]\ndatabase_url = postgres://app:pw@h/app\nfleet_name = f\nfleet_connections = 50\n[databases]\n\(line)"
            )
            #expect(told.contains(words), "\(told)")
        }
    }

    @Test("with an attached PgBouncer a password in a line is refused, and so is the line * without pooler_ini")
    func attached() {
        let head =
            "[pointsman]\ndatabase_url = postgres://app:pw@h/app\npooler = attached\n"
            + "pooler_console = postgres://c:c@127.0.0.1:6432/pgbouncer\n[databases]\n"
        #expect(failure(head + "two = password=x").contains("auth_file"))
        #expect(failure(head + "* =").contains("* takes pooler_ini"))
        #expect(failure(head + "two = pool_size=3") == "")
    }

    @Test("changed lines of [databases] wait for the next start")
    func reload() throws {
        let running = try load(Self.url + "[databases]\na =\n")
        let new = try load(Self.url + "[databases]\na =\nb =\n")
        let taken = running.taking(new)
        #expect(taken.databasesIni.writeNames == ["app", "a"])
        #expect(new.keys(differingFrom: taken) == ["[databases]"])
        #expect(running.keys(differingFrom: running) == [])
    }

    @Test("databases that the line * has opened are those that neither a line nor another owner names")
    func others() throws {
        let ini = try load(Self.url + "[databases]\na =\nfar = host=h\n* =\n").databasesIni
        let file = DatabasesFile(path: "/none", unrouted: ini)
        let shown = ["app", "app_ro", "a", "far", "pgbouncer", "z", "y", "theirs"]
        #expect(file.others(in: shown, besides: ["theirs"]) == ["y", "z"])
        #expect(file.leadingNoOthers.others(in: shown) == [])
        #expect(file.connection(.of(database: "y")) == .ofWrites)
        #expect(file.connection(.of(database: "far")) == nil)
        #expect(file.connection(.of(database: "app_ro")) == .ofReads)
    }
}
