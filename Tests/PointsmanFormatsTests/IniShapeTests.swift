import LinuxReactor
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("Ini files, with PgBouncer as the judge")
struct IniShapeTests {
    @Test("an ini file of any known shape is read as PgBouncer reads it", arguments: Shape.all(in: "inis.tsv"))
    func shape(shape: Shape) async throws {
        try await Self.compare(shape.bytes, included: shape.fields.count > 1 ? shape.fields[1] : nil)
    }

    @Test("a generated ini file is read as PgBouncer reads it", arguments: 1...40)
    func generated(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let included = Self.lines(1...4, &generator)
        try await Self.compare(Self.file(&generator), included: included)
    }

    /// Starts PgBouncer on a file and holds our reader's answer against what it shows, or why it ended.
    @Reactor
    private static func compare(_ template: [UInt8], included: [UInt8]?) async throws {
        try await withPooler(renderingBytes: { files($0, template, included) }) { pooler in
            let isUp = try await pooler.comesUp()
            let document = IniReader.read("\(pooler.folder)/pgbouncer.ini") { name in
                guard
                    let bytes = files(pooler.folder, template, included)[
                        String(name.dropFirst(pooler.folder.count + 1))],
                    name.hasPrefix(pooler.folder)
                else { return .absent }
                return .bytes(bytes, mode: 0o600)
            }
            guard isUp else { return judge(document, refusedWith: pooler.log) }
            #expect(document.issues == [])
            #expect(Self.refusal(of: document) == nil)
            let console = try await pooler.console()
            try await compare(document, settings: console)
            try await compare(document, databases: console)
        }
    }

    /// What PgBouncer refuses we refuse, in the same file and line where it names one.
    private static func judge(_ document: IniDocument, refusedWith log: String) {
        let lines = log.split(separator: "\n")
        // The first error is the cause, those behind it tell who included whom.
        let cause = lines.first { $0.contains(" ERROR ") }.map(String.init) ?? log
        let words = document.issues.map(\.description) + [refusal(of: document)].compactMap(\.self)
        if cause.contains("invalid value") || cause.contains("unknown parameter") {
            // Values are PgBouncer's business; our trial of it tells of them.
            return
        }
        #expect(!words.isEmpty, "PgBouncer: \(cause)")
        if cause.contains("syntax error in configuration"),
            let place = cause.split(separator: "(").last?.prefix(while: { $0 != ")" })
        {
            #expect(document.issues.first.map { "\($0.origin)" } == String(place), "\(words)")
        }
    }

    /// What else than its form PgBouncer would refuse.
    private static func refusal(of document: IniDocument) -> String? {
        let known = ["pgbouncer", "databases", "users"]
        if let section = document.sections.first(where: { !known.contains($0.name) }) {
            return "section \(section.name)"
        }
        if document.entries.contains(where: { $0.section.isEmpty }) { return "a key before the first section" }
        if !document.sections.contains(where: { $0.name == "pgbouncer" }) { return "no main section" }
        for entry in document.entries(of: "databases") where entry.key != "*" {
            if entry.key == "pgbouncer" { return "a reserved name" }
            guard let line = DatabaseLine(name: entry.key, connectionString: entry.value) else {
                return "\(entry.origin): pairs"
            }
            if let pair = line.pairs.first(where: { !pairs.contains($0.key) }) { return "\(entry.origin): \(pair.key)" }
        }
        return nil
    }

    private static let pairs = [
        "dbname", "host", "port", "user", "password", "auth_user", "client_encoding", "datestyle", "timezone",
        "pool_size",
        "min_pool_size", "reserve_pool", "max_db_connections", "pool_mode", "connect_query", "application_name",
    ]

    @Reactor
    private static func compare(_ document: IniDocument, settings console: PostgresConnection) async throws {
        let shown = try await console.execute("SHOW CONFIG", until: .now + .seconds(60)).first?.records ?? []
        let ours = document.settings(of: "pgbouncer")
        for key in [
            "max_client_conn", "pool_mode", "server_check_query", "ignore_startup_parameters", "default_pool_size",
        ] {
            let row = try #require(shown.first { $0("key") == key })
            let value = ours.last { $0.key == key }?.value ?? row("default") ?? ""
            let number = value.hasPrefix("0x") ? Int(value.dropFirst(2), radix: 16).map(String.init) : nil
            #expect(row("value")?.lowercased() == (number ?? value).lowercased(), "\(key)")
        }
    }

    @Reactor
    private static func compare(_ document: IniDocument, databases console: PostgresConnection) async throws {
        let shown = try await console.execute("SHOW DATABASES", until: .now + .seconds(60)).first?.records ?? []
        let rows = shown.filter { $0("name") != "pgbouncer" }
        let entries = document.entries(of: "databases").filter { $0.key != "*" }
        #expect(rows.compactMap { $0("name") }.sorted() == Set(entries.map(\.key)).sorted())
        for row in rows {
            let entry = try #require(entries.last { $0.key == row("name") })
            let line = try #require(DatabaseLine(name: entry.key, connectionString: entry.value))
            #expect(row("host") == line["host"])
            #expect(row("port") == line["port"] ?? "5432")
            #expect(row("database") == line["dbname"] ?? entry.key)
        }
    }

    private static func files(_ folder: String, _ template: [UInt8], _ included: [UInt8]?) -> [String: [UInt8]] {
        let base =
            "listen_addr =\nunix_socket_dir = \(folder)\nauth_type = trust\nauth_file = \(folder)/users.txt\nadmin_users = console\n"
        func filled(_ bytes: [UInt8]) -> [UInt8] {
            var filled: [UInt8] = []
            var rest = bytes[...]
            while let byte = rest.popFirst() {
                switch (byte, rest.first) {
                case (UInt8(ascii: "%"), UInt8(ascii: "B")): filled += Array(base.utf8)
                case (UInt8(ascii: "%"), UInt8(ascii: "I")): filled += Array("\(folder)/included.ini".utf8)
                default:
                    filled.append(byte)
                    continue
                }
                rest = rest.dropFirst()
            }
            return filled
        }
        var files = ["pgbouncer.ini": filled(template), "users.txt": Array("\"console\" \"\"\n".utf8)]
        if let included { files["included.ini"] = filled(included) }
        return files
    }

    private static func file(_ generator: inout SeededGenerator) -> [UInt8] {
        let head = ["[databases]\n", "", "; a\n", "[pgbouncer]\n", "%include %I\n"].randomElement(using: &generator)!
        // Its section comes last: PgBouncer forgets what stands in an earlier one.
        return Array(head.utf8) + lines(0...5, &generator) + Array("\n[pgbouncer]\n%B".utf8) + lines(0...5, &generator)
    }

    /// Most are right: a wrong one hides all behind it.
    private static func lines(_ count: ClosedRange<Int>, _ generator: inout SeededGenerator) -> [UInt8] {
        let right = [
            "max_client_conn = 77\n", "max_client_conn=78\r\n", "pool_mode = Session\n", "pool_mode\t=\tstatement  \n",
            "server_check_query = select ';' ; # '\n", "server_check_query =\n", "ignore_startup_parameters = a,b=c\n",
            "[databases]\n", "[databases]\na = host=127.0.0.1 port=7\n",
            "[databases]\nb = host='127.0.0.2' dbname='x''y'\n",
            "[databases] c = dbname=c,host=x\n", "[databases]\na = host='127.0.0.3',port=9\n", "[databases]\nd-1.x =\n",
            "; note\n", "  # note\n", "\n", " \t\n", "default_pool_size = 0x10\n", "\u{0B}default_pool_size = 3\n",
        ]
        let wrong = [
            "[other]\n", "[databases\n", "no equals\n", "=\n", "key\n= 1\n", "[databases]\na = host='x\n", "a b = 1\n",
            "[databases]\na = port=\n", "Max_client_conn = 5\n", "%Include x\n", "[databases]\na = host=x\tport=7 y\n",
        ]
        var text = ""
        for _ in 0..<Int.random(in: count, using: &generator) {
            text += (Int.random(in: 0..<14, using: &generator) > 0 ? right : wrong).randomElement(using: &generator)!
        }
        return Array(text.utf8)
    }
}
