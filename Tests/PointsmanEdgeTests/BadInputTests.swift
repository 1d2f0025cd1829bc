import Glibc
import LinuxReactor
import StatusServer
import TestServers
import Testing

@Suite("Bad input at start")
struct BadInputTests {
    private static let url = "postgres://app:start-secret-4e@127.0.0.1:1/app"

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var environment: [String: String] = [:]
        var user: String?
        /// What is in the test's folder; `FOLDER` in any text stands for it.
        var files: [String: String] = [:]
        var code: Int32
        var words: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "an unknown key in a file", environment: ["POINTSMAN_CONFIG": "FOLDER/my.ini"],
            files: ["my.ini": "[pointsman]\nprobe_intervall = 1s\n"], code: 78,
            words: ["FOLDER/my.ini:2: the key probe_intervall is not known; did you mean probe_interval?"]),
        Case(
            name: "libpq's own variable with a value that is none", environment: ["PGSSLMODE": "yes"], code: 78,
            words: ["environment variable DATABASE_URL", "the sslmode (PGSSLMODE) is not known"]),
        Case(
            name: "a wrong unit", environment: ["POINTSMAN_HOLD_TIMEOUT": "20sec"], code: 78,
            words: [
                "environment variable POINTSMAN_HOLD_TIMEOUT: hold_timeout = 20sec: us, ms, s, min, h and d are units"
            ]),
        Case(
            name: "a missing unit", environment: ["POINTSMAN_HOLD_TIMEOUT": "20"], code: 78,
            words: ["hold_timeout = 20: a unit is missing: 20ms, 20s or 20min"]),
        Case(
            name: "no database", environment: ["DATABASE_URL": ""], code: 78,
            words: ["no database is named", "DATABASE_URL", "postgres://user:password@host:5432/database"]),
        Case(
            name: "a URL that can't be read", environment: ["DATABASE_URL": "postgres://app:start-secret-4e@h:x/app"],
            code: 78, words: ["environment variable DATABASE_URL", "the port is no number from 1 to 65535"]),
        Case(
            name: "a configuration that is not there", environment: ["POINTSMAN_CONFIG": "FOLDER/none.ini"], code: 66,
            words: ["FOLDER/none.ini: the file does not exist"]),
        Case(
            name: "a state folder that can't be made", environment: ["STATE_DIRECTORY": "/proc/pointsman"], code: 73,
            words: ["/proc/pointsman can't be made", "name another one in state_directory"]),
        Case(
            name: "a state folder that is a file", environment: ["STATE_DIRECTORY": "FOLDER/file"],
            files: ["file": ""], code: 73, words: ["FOLDER/file is no folder", "name another one in state_directory"]),
        Case(
            name: "a runtime folder that is another's", environment: ["RUNTIME_DIRECTORY": "/usr"], user: "nobody",
            code: 73, words: ["/usr can't be written to by this user", "name another one in runtime_directory"]),
        Case(
            name: "a damaged fence", environment: ["STATE_DIRECTORY": "FOLDER"],
            files: ["fence.json": "{\"version\": 1, \"clusters\": {"], code: 65,
            words: ["FOLDER/fence.json is damaged (line 1, column", "restore it, or remove it"]),
        Case(
            name: "a fence that can't be read", environment: ["STATE_DIRECTORY": "FOLDER"],
            files: ["fence.json/x": ""], code: 77, words: ["FOLDER/fence.json", "Is a directory"]),
        Case(
            name: "no PgBouncer", environment: ["PATH": "/nowhere"], code: 69,
            words: ["PgBouncer is not installed", "/nowhere", "pooler = attached"]),
        Case(
            name: "an unknown pooler_user", environment: ["POINTSMAN_POOLER_USER": "nobody-here"], code: 78,
            words: ["pooler_user: there is no user nobody-here"]),
        Case(
            name: "a member that is neither an address nor a name", environment: ["POINTSMAN_MEMBERS": "db/1:5432"],
            code: 78,
            words: ["environment variable POINTSMAN_MEMBERS: ", "db/1:5432 is no HOST:PORT"]),
    ]

    @Test("a start with bad input ends with one sentence and its exit code", arguments: cases)
    func refused(wrong: Case) async throws {
        try await withPlace { place in
            func filled(_ text: String) -> String { text.replacing("FOLDER", with: place.folder) }
            for (name, text) in wrong.files {
                if let folder = name.firstIndex(of: "/") { mkdir("\(place.folder)/\(name[..<folder])", 0o755) }
                try place.write(text, to: name)
            }
            if wrong.user != nil { chmod(place.folder, 0o777) }
            var environment = ["DATABASE_URL": Self.url, "POINTSMAN_HTTP_LISTEN": ""]
            environment["POINTSMAN_POOLER_LISTEN"] = "127.0.0.1:\(try FreePort.pick())"
            environment.merge(wrong.environment.mapValues(filled)) { $1 }
            let agent = try Program(in: place, [:], environment: environment, user: wrong.user)
            let end = await agent.ended()
            #expect(end.code == wrong.code)
            for words in wrong.words { #expect(end.words.contains(filled(words)), "\(end.words)") }
            #expect(!end.words.contains("start-secret-4e"))
            #expect(end.words.split(separator: "\n").count == 1, "\(end.words)")
            await agent.end()
        }
    }

    @Test("an error in a --set option names the option as it was typed")
    func option() async throws {
        try await withPlace { place in
            let agent = try Program(in: place, [:])
            await agent.end()
            let end = try await agent.command(
                "run", "--set", "hold_timeout=20", "--set", "database_url=postgres://app:x@127.0.0.1:1/app")
            #expect(end.code == 64)
            #expect(end.words.contains("option --set hold_timeout: "), "\(end.words)")
        }
    }

    @Test("a start whose http_listen port is taken ends with 69 and names the key")
    func httpTaken() async throws {
        try await withPlace { place in
            let taken = try ListeningSocket()
            let agent = try Program(
                in: place,
                [
                    "database_url": Self.url, "http_listen": "127.0.0.1:\(taken.port)",
                    "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                ])
            let end = await agent.ended()
            #expect(end.code == 69)
            #expect(end.words.contains("http_listen"), "\(end.words)")
            #expect(end.words.contains("127.0.0.1:\(taken.port)") && end.words.contains("another process has it"))
            withExtendedLifetime(taken) {}
        }
    }

    @Test("an agent rewrites a damaged databases.ini, so that PgBouncer starts")
    func damagedDatabases() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                guard mkdir(place.state, 0o755) == 0 else { throw SystemError(call: "mkdir", code: errno) }
                try place.write("[databases]\napp = host='127.0\nrubbish", to: "state/databases.ini")
                let agent = try Program(of: cluster, in: place)
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                }
            }
        }
    }

    @Test("an agent without a reachable DNS server is alive, not ready, and says why")
    func resolver() async throws {
        try await withPlace { place in
            let nobody = try LoopbackAddress.free()
            let agent = try Program(
                in: place,
                [
                    "database_url": "postgres://app:start-secret-4e@db.internal/app", "http_listen": "",
                    "resolver": "\(nobody.host):\(nobody.port)", "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                ])
            try await withAgent(agent) { agent in
                let reason = await agent.readiness(503, saying: "\(nobody.host):\(nobody.port)")
                #expect(reason.contains("db.internal"), "\(reason)")
                #expect(await agent.get("/livez")?.status == 200)
            }
        }
    }

    @Test("an agent whose server refuses connections is not ready and names the member and the refusal")
    func nobodyThere() async throws {
        try await withPlace { place in
            let agent = try Program(
                in: place,
                ["database_url": Self.url, "http_listen": "", "pooler_listen": "127.0.0.1:\(try FreePort.pick())"])
            try await withAgent(agent) { agent in
                let reason = await agent.readiness(503, saying: "no member is a writable primary")
                #expect(reason.contains("127.0.0.1:1 down (connection refused)"), "\(reason)")
            }
        }
    }
}
