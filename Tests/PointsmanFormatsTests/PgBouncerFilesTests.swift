import PointsmanCore
import PointsmanFormats
import Testing

@Suite("PgBouncer's files")
struct PgBouncerFilesTests {
    @Test(
        "PgBouncer's TLS to the servers is what libpq would use",
        arguments: [
            ("", "prefer", nil), ("?sslmode=require", "require", nil),
            ("?sslmode=prefer&sslrootcert=/ca", "prefer", nil),
            // With an authority's file libpq checks the certificate in this mode, too.
            ("?sslmode=require&sslrootcert=/ca", "verify-ca", nil),
            ("?ssl_min_protocol_version=TLSv1.3", "prefer", "tlsv1.3"),
            ("?ssl_max_protocol_version=TLSv1.2", "prefer", "tlsv1.2"),
            ("?ssl_min_protocol_version=TLSv1&ssl_max_protocol_version=TLSv1.1", "prefer", "tlsv1.0,tlsv1.1"),
        ] as [(String, String, String?)])
    func serverEncryption(query: String, mode: String, protocols: String?) throws {
        let ini = PgBouncerIni(
            listenAddress: "127.0.0.1", listenPort: 6432, folder: "/run", databasesFile: "/d",
            url: try DatabaseURL("postgres://u:p@h/d\(query)"), checkQuery: "select 1", holdTimeout: .seconds(60))
        #expect(ini.entries.first { $0.key == "server_tls_sslmode" }?.value == mode)
        #expect(ini.entries.first { $0.key == "server_tls_protocols" }?.value == protocols)
    }

    @Test("databases.ini has one line for writes and one for reads")
    func databases() throws {
        let file = DatabasesIni(
            writeName: "app", readName: "app_ro", database: "app",
            write: .init(member: MemberID(address: .v4(0x7F00_0001), port: 5432), connectQuery: "select 'x'"),
            read: .init(member: MemberID(address: .v6(high: 0, low: 1), port: 5433)))
        let lines = try file.text().split(separator: "\n").filter { !$0.hasPrefix(";") }
        #expect(
            lines == [
                "[databases]", "app = host='127.0.0.1' port='5432' dbname='app' connect_query='select ''x'''",
                "app_ro = host='::1' port='5433' dbname='app'",
            ])
    }

    @Test(
        "a share sizes the pools, halved for two pools on one server",
        arguments: [(5432, 7), (5433, 15), (nil, 15)] as [(UInt16?, Int)])
    func share(reads: UInt16?, size: Int) throws {
        let member = MemberID(address: .v4(0x7F00_0001), port: 5432)
        var file = DatabasesIni(
            writeName: "app", readName: reads.map { _ in "app_ro" }, database: "app", write: .init(member: member))
        file.read = reads.map { .init(member: MemberID(address: member.address, port: $0)) }
        file.share = 15
        let lines = try file.text().split(separator: "\n").filter { $0.hasPrefix("app") }
        #expect(lines.count == (reads == nil ? 1 : 2))
        #expect(
            lines.allSatisfy {
                $0.hasSuffix("pool_size='\(size)' max_db_connections='\(size)' reserve_pool='0' min_pool_size='0'")
            })
    }

    @Test("the write route is read back from databases.ini only if our fence is in it")
    func writes() throws {
        let route = WriteRoute(
            member: MemberID(address: .v6(high: 0xFDAA << 48, low: 1), port: 5433),
            systemIdentifier: SystemIdentifier(.max),
            timeline: Timeline(.max))
        var file = DatabasesIni(writeName: "app", readName: "app_ro", database: "app")
        let unrouted = file
        #expect(unrouted.writes(in: try file.text()) == nil)
        file.write = .init(member: route.member, connectQuery: FenceStatement.text(for: route))
        file.read = .init(member: MemberID(address: .v4(1), port: 1))
        #expect(unrouted.writes(in: try file.text()) == route)
        file.write?.connectQuery = "select 1"
        #expect(unrouted.writes(in: try file.text()) == nil)
        #expect(unrouted.writes(in: "app = '") == nil)
    }

    @Test("the write route is read back from databases.ini by the address that it notes for a server's name")
    func writesByName() throws {
        let route = WriteRoute(
            member: MemberID(address: .v6(high: 0xFDAA << 48, low: 1), port: 5433),
            systemIdentifier: SystemIdentifier(7), timeline: Timeline(3))
        let unrouted = DatabasesIni(writeName: "app", readName: "app_ro", database: "app")
        var file = unrouted
        file.write = .init(
            member: route.member, host: "db-1.internal", connectQuery: FenceStatement.text(for: route))
        file.read = .init(member: route.member, host: "db-1.internal")
        let text = try file.text()
        #expect(text.contains("app = host='db-1.internal' port='5433'"))
        #expect(text.contains("app_ro = host='db-1.internal' port='5433'"))
        #expect(DatabasesIni.hosts(in: text) == ["db-1.internal": route.member.address])
        #expect(unrouted.writes(in: text) == route)
        #expect(unrouted.writes(in: text.replacing("; db-1", with: "; db-2")) == nil)
    }

    @Test("a database without a server is written with the host /dev/null")
    func nowhere() throws {
        let file = DatabasesIni(writeName: "app", readName: nil, database: "app")
        #expect(try file.text().contains("\napp = host='/dev/null' port='1' dbname='app'\n"))
    }

    @Test(
        "databases.ini is not written with a name that PgBouncer cannot have",
        arguments: ["", "a b", "a=b", "*", "pgbouncer", "a\n", "é", "'a'"])
    func names(name: String) {
        let file = DatabasesIni(writeName: name, readName: nil, database: "app")
        #expect(throws: IniWriter.Unwritable.self) { try file.text() }
    }

    @Test(
        "a database's line is parsed as PgBouncer parses it",
        arguments: [
            ("host=h port=1", ["host": "h", "port": "1"]), ("a='b c' d = 'e''f'", ["a": "b c", "d": "e'f"]), ("", [:]),
            ("a", nil), ("a=", nil), ("a=''", nil), ("a='b", nil), ("a='b'c=d", nil), ("=b", nil), ("a b=c", nil),
        ] as [(String, [String: String]?)])
    func line(text: String, pairs: [String: String]?) {
        let line = DatabaseLine(name: "x", connectionString: text)
        #expect(line.map { Dictionary($0.pairs.map { ($0.key, $0.value) }) { $1 } } == pairs)
    }

    @Test(
        "users and passwords in userlist.txt are read back as they were written",
        arguments: ["", "a\"b", "\"", "a b\\'c;", "é", "md5", "a\nb", "a\r\n"])
    func userlist(password: String) throws {
        let list = Userlist([.init(name: "a\"p", password: Secret(password)), .init(name: "c", password: Secret("x"))])
        #expect(Userlist(reading: try list.text()) == list)
        #expect(list["c"]?.reveal() == "x")
    }

    @Test(
        "a plain password that PgBouncer would take for a hash is refused",
        arguments: [
            "\u{0}", "md5" + String(repeating: "0", count: 32), "SCRAM-SHA-256$x", "SCRAM-SHA-256$\u{301}x",
            String(repeating: "x", count: 2048),
        ])
    func badPassword(password: String) {
        let error = #expect(throws: IniWriter.Unwritable.self) {
            try Userlist([.init(name: "app", password: Secret(password))]).text()
        }
        #expect(error?.description.contains(password) == false)
    }

    @Test("a damaged userlist.txt is not read", arguments: ["x", "\"a", "\"a\"", "\"a\" b", "\"a\" \"b", "\"a\"\"b\""])
    func badList(text: String) {
        #expect(Userlist(reading: text) == nil)
    }

    @Test("the operator's PgBouncer keys override our defaults, except those that must be ours")
    func ini() throws {
        let ini = PgBouncerIni(
            listenAddress: "127.0.0.1", listenPort: 6432, folder: "/run/p",
            databasesFile: "/var/lib/p/databases.ini",
            url: try DatabaseURL("postgres://u:p@h/d?sslmode=verify-ca&sslrootcert=/ca.pem"), checkQuery: "select 2",
            holdTimeout: .seconds(100), keys: [("pool_mode", "session"), ("listen_port", "1"), ("new_key", "7")])
        let text = try ini.text()
        let document = IniReader.read("f") { file in
            file == "f" ? .bytes(Array(text.utf8), mode: 0o600) : .bytes([], mode: 0)
        }
        let entries = document.entries(of: "pgbouncer").map { "\($0.key)=\($0.value)" }
        for expected in [
            "pool_mode=session", "listen_port=6432", "new_key=7", "server_tls_sslmode=verify-ca", "logfile=",
            "server_tls_ca_file=/ca.pem", "query_wait_timeout=130", "server_check_query=select 2",
            "max_client_conn=1000",
        ] { #expect(entries.contains(expected), "\(expected)") }
        #expect(Set(document.entries.map(\.key)).count == document.entries.count)
        #expect(document.files == ["f", "/var/lib/p/databases.ini"])
    }

    @Test("a read userlist may hold stored hashes, and its first broken line is reported")
    func stored() throws {
        let secret = "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy"
        let text = "\"a\" \"plain\"\n\"b\" \"\(secret)\"\n\"c\" \"md5\(String(repeating: "0", count: 32))\"\n"
        let list = try #require(Userlist(reading: text))
        #expect(list.users.map(\.isStored) == [false, true, true])
        #expect(try list.text() == text)
        let broken = Userlist.read(Array("; who\n\"a\" \"b\"\n\"c\"\n".utf8))
        #expect(broken.flaw?.line == 3)
        #expect(broken.list.users.map(\.name) == ["a"])
    }

    @Test("a PgBouncer key of ours says what to set instead, and a misspelt key gets a hint")
    func keys() {
        for (key, _) in PgBouncerDefaults.pool + PgBouncerDefaults.following {
            #expect(PgBouncerKey.owner(of: key) == nil)
            #expect(PgBouncerKey.misspelt(key) == nil)
        }
        #expect(PgBouncerKey.owner(of: "listen_addr")?.contains("pooler_listen") == true)
        #expect(PgBouncerKey.misspelt("pool_mod") == "pool_mode")
        #expect(PgBouncerKey.misspelt("something_of_1_99") == nil)
    }

    @Test(
        "PgBouncer's version is read, and 1.9 is older than the oldest supported one",
        arguments: [
            ("PgBouncer 1.18.0", "1.18"), ("PgBouncer 1.25.2", "1.25"), ("pgbouncer 1.19dev", "1.19"), ("1.18", nil),
            ("PgBouncer", nil), ("PgBouncer x.y", nil),
        ] as [(String, String?)])
    func version(text: String, read: String?) {
        #expect(PgBouncerVersion(text)?.description == read)
        #expect(PgBouncerVersion("PgBouncer 1.9.0")! < .oldest)
    }

    @Test("a SHOW DATABASES row is read by column name, and a row without one is refused")
    func rows() {
        let database = [
            "name": "app", "host": "::1", "port": "5432", "database": "app", "paused": "1", "disabled": "0",
        ]
        #expect(DatabaseRow(row: { database[$0] })?.isPaused == true)
        #expect(DatabaseRow(row: { database[$0] })?.member == MemberID(address: .v6(high: 0, low: 1), port: 5432))
        #expect(DatabaseRow(row: { $0 == "host" ? "db.internal" : database[$0] })?.member == nil)
        #expect(DatabaseRow(row: { $0 == "paused" ? nil : database[$0] }) == nil)
        #expect(PoolRow(row: { _ in nil }) == nil)
    }

    @Test("a pool's row with a negative count is refused, and a negative wait is zero")
    func pools() throws {
        let row = [
            "database": "app", "user": "app", "cl_active": "3", "cl_waiting": "1", "sv_active": "2", "sv_idle": "1",
            "sv_used": "0", "sv_tested": "0", "sv_login": "1", "maxwait": "1", "maxwait_us": "250000",
        ]
        func pool(_ change: [String: String]) -> PoolRow? {
            PoolRow(row: { change[$0] ?? row[$0] })
        }
        #expect(try #require(pool([:])).longestWait == .milliseconds(1250))
        #expect(try #require(pool(["maxwait": "-1"])).longestWait == .zero)
        #expect(pool(["sv_login": "-1"]) == nil)
    }
}
