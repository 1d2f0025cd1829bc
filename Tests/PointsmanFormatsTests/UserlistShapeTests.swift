import Glibc
import LinuxReactor
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("The users' file, with PgBouncer as the judge")
struct UserlistShapeTests {
    @Test("a users' file of any known shape is read as PgBouncer reads it", arguments: Shape.all(in: "userlists.tsv"))
    func shape(shape: Shape) async throws {
        try await Self.compare(shape.bytes)
    }

    @Test(
        "a password as long as a release takes is read, and a longer one is not",
        arguments: [2047, 2048, 65_530, 65_531])
    func length(bytes: Int) async throws {
        try await Self.compare(Array("\"u1\" \"\(String(repeating: "p", count: bytes))\"\n\"u2\" \"x\"\n".utf8))
    }

    @Test("PgBouncer reads a user that is not UTF-8, and all behind it", arguments: [true, false])
    func latin1(isName: Bool) async throws {
        var bytes = Array("\"u1\" \"x\"\n\(isName ? "\"caf" : "\"u2\" \"caf")".utf8)
        bytes.append(0xE9)
        bytes += Array("\(isName ? "\" \"x\"" : "\"")\n\"u3\" \"x\"\n".utf8)
        try await withPooler(renderingBytes: { Self.files($0, bytes) }) { pooler in
            let names = try await Self.names(at: pooler)
            #expect(names.count == 3)
            let (list, flaw) = Userlist.read(bytes)
            #expect(flaw == nil && list.leftOut?.line == 2 && list.users.map(\.name) == ["u1", "u3"])
        }
    }

    @Test("a generated users' file is read as PgBouncer reads it", arguments: 1...30)
    func generated(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        try await Self.compare(Self.file(&generator))
    }

    @Test(
        "a users' file of any known shape is written so that it reads the same",
        arguments: Shape.all(in: "userlists.tsv"))
    func written(shape: Shape) throws {
        let (list, _) = Userlist.read(shape.bytes)
        #expect(Userlist(reading: try list.text()) == list)
    }

    @Test(
        "a flaw in a users' file is reported with its line and what would be right",
        arguments: [
            ("\u{FEFF}\"a\" \"b\"", 1, "byte order mark"), ("\"a\" \"b\"\n\n# x", 3, "a comment begins with ;"),
            ("\"a\" \"b\"\n\"c\" x", 2, "a password is missing"), ("\n\"a", 2, "the user's name has no second"),
            ("\"a\"\n\n\"b", 3, "the password has no second"), ("a b", 1, "\"NAME\" \"PASSWORD\" is expected"),
            ("\"\(String(repeating: "n", count: 128))\" \"p\"", 1, "longer than the 127 bytes"),
            ("\"a\" \"\(String(repeating: "s3cret", count: 400))\"", 1, "longer than the 2047 bytes"),
        ])
    func flaws(text: String, line: Int, words: String) throws {
        let flaw = try #require(Userlist.read(Array(text.utf8)).flaw)
        #expect(flaw.line == line)
        #expect(flaw.sentence.contains(words) && !flaw.sentence.contains("s3cret"), "\(flaw.sentence)")
    }

    /// Starts PgBouncer on `bytes` and holds our reader's answer against the users that it has and the passwords that it takes.
    @Reactor
    private static func compare(_ bytes: [UInt8]) async throws {
        try await withPooler(renderingBytes: { files($0, bytes) }) { pooler in
            let names = try await names(at: pooler)
            let banner = try #require(pooler.log.split(separator: "process up: ").last)
            let (list, flaw) = Userlist.read(bytes, by: PgBouncerVersion(banner))
            #expect(names.sorted() == list.users.map(\.name).sorted())
            let complaints = pooler.log.split(separator: "\n").filter {
                $0.contains("in auth file") || $0.contains("broken auth file")
            }
            #expect(complaints.isEmpty == (flaw == nil), "\(complaints); ours: \(flaw?.sentence ?? "none")")
            for user in list.users.prefix(2) where !user.isStored && !user.name.isEmpty {
                // PgBouncer lets nobody in without a password.
                let password = user.password.reveal()
                #expect(await isLetIn(user.name, password, by: pooler) == !password.isEmpty, "\(user.name)")
                #expect(await isLetIn(user.name, password + "x", by: pooler) == false)
            }
        }
    }

    private static func files(_ folder: String, _ users: [UInt8]) -> [String: [UInt8]] {
        let ini = """
            [databases]
            app = host=127.0.0.1 port=1
            [pgbouncer]
            listen_addr =
            unix_socket_dir = \(folder)
            auth_type = hba
            auth_hba_file = \(folder)/hba
            auth_file = \(folder)/users.txt
            client_login_timeout = 1

            """
        return ["pgbouncer.ini": Array(ini.utf8), "hba": Array("local all all md5\n".utf8), "users.txt": users]
    }

    /// The names that PgBouncer has. Its console lets the user `pgbouncer` in who comes by its socket from its own uid, without
    /// a line in any file (pgbouncer.ini(5), admin_users).
    @Reactor
    private static func names(at pooler: TestPooler) async throws -> [String] {
        guard try await pooler.comesUp() else { throw SystemError(call: "pgbouncer: \(pooler.log)", code: EIO) }
        let output = open("\(pooler.folder)/shown", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        // A name may hold any byte but these two separators.
        let words =
            TestPooler.asItsUser + [
                "/usr/bin/psql", "-XAt0F", "\u{01}", "-h", pooler.folder, "-p", "6432", "-U", "pgbouncer", "-d",
                "pgbouncer", "-c",
                "SHOW USERS",
            ]
        let psql = try ChildProcess(
            .init(
                words[0], Array(words.dropFirst()), environment: ["PATH=/usr/bin:/bin"],
                descriptors: [nil, output, nil]))
        #expect(await psql.ended(until: .now + .seconds(60)) == 0)
        return pooler.bytes(of: "shown").split(separator: 0).map { row in
            String(decoding: row.prefix { $0 != 1 }, as: UTF8.self)
        }.filter { $0 != "pgbouncer" }
    }

    /// Whether PgBouncer goes on to the server, which is nobody, with a client that logs in.
    @Reactor
    private static func isLetIn(_ name: String, _ password: String, by pooler: TestPooler) async -> Bool? {
        let limit = ContinuousClock.now + .seconds(60)
        let way = [
            ("host", pooler.folder), ("port", "6432"), ("user", name), ("password", password), ("dbname", "app"),
        ]
        while true {
            do {
                _ = try await PostgresConnection.connect(way.map { (keyword: $0.0, value: $0.1) }, until: limit)
                return nil
            } catch {
                // Who has the right password waits for the server.
                if error.message.contains("server down") { return true }
                // Beside many other tests our own answer may come too late.
                if error.message.contains("client_login_timeout"), .now < limit { continue }
                let isRefused =
                    error.message.contains("authentication failed") || error.message.contains("no password supplied")
                return isRefused ? false : nil
            }
        }
    }

    /// Lines of right and wrong parts.
    private static func file(_ generator: inout SeededGenerator) -> [UInt8] {
        func pick(_ choices: [String], _ generator: inout SeededGenerator) -> String {
            choices.randomElement(using: &generator)!
        }
        let fields = [
            "a", "b", "u1", "U1", "", "a\"\"b", "\"\"", "x y", "ü", "p;q", "#", "a\nb", "md5",
            String(repeating: "l", count: 130),
        ]
        var text = ""
        for _ in 0..<Int.random(in: 1...7, using: &generator) {
            // Most lines are right: a wrong one hides all behind it.
            let isRight = Int.random(in: 0..<12, using: &generator) > 0
            text += pick(["", "", "", " ", "\t", "; note\n", "\n", "\r\n", "\u{0B}"], &generator)
            if isRight {
                let name = pick(fields.filter { $0.utf8.count < 128 }, &generator)
                text += "\"" + name + "\"" + pick([" ", "", "\t", "  ", " = ", "\n", ","], &generator)
                text += "\"" + pick(fields, &generator) + "\""
            } else {
                text += pick(["x", "#", "\"open", "'a' 'b'", "\"a\"", "\"a\" b", "\u{FEFF}\"a\" \"b\""], &generator)
            }
            text += pick(
                ["\n", "\n", "\n", "\r\n", " \n", " trailing\n", " \"more\" \"words\"\n", "\r", ""], &generator)
        }
        return Array(text.utf8)
    }
}
