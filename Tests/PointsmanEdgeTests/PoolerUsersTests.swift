import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("More users of a managed PgBouncer", .serialized)
struct PoolerUsersTests {
    @Test("users of pooler_users_file log in with a password or a stored SCRAM secret, and only with theirs")
    func users() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let admin = try await cluster.server.connect()
                for role in ["one", "two"] {
                    _ = try await admin.execute(
                        "CREATE ROLE \(role) LOGIN PASSWORD 'pw-\(role)'", until: .now + .seconds(60))
                }
                let stored = try await admin.execute(
                    "SELECT rolpassword FROM pg_authid WHERE rolname = 'two'", until: .now + .seconds(60))
                let secret = try #require(stored.first?.value("rolpassword"))
                #expect(secret.hasPrefix("SCRAM-SHA-256$"))
                try place.write("\"one\" \"pw-one\"\n\"two\" \"\(secret)\"\n", to: "users")
                chmod("\(place.folder)/users", 0o600)
                let port = try FreePort.pick()
                let agent = try Program(
                    of: cluster, in: place, port: port, keys: ["pooler_users_file": "\(place.folder)/users"])
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    for role in ["one", "two"] { try await Self.check(role, port) }
                    #expect(!agent.log.contains("pw-one") && !agent.log.contains(secret))
                }
            }
        }
    }

    @Test(
        "a pooler_users_file of any form that PgBouncer accepts lets its users in, beside the app",
        arguments: [
            "  \"one\" \"pw-one\"", "\"one\"\t\"pw-one\"\r\n", "; who\n\n\"one\" \"old\"\n\"one\" is \"pw-one\" now\n",
            "\"app\" \"\(Cluster.password)\"\n\"one\"\n\"pw-one\"",
        ])
    func forms(text: String) async throws {
        try await Self.withUsers(text) { _ in }
    }

    @Test(
        "users before a line that PgBouncer can't read log in, and the log names the line from which on nothing is read",
        arguments: [
            "# two", "two", "\"two\"", "\"", "\"two\" \"x", "\"two\" \"\(String(repeating: "p", count: 66_000))\"",
        ])
    func brokenLater(line: String) async throws {
        try await Self.withUsers("\"one\" \"pw-one\"\n\n\(line)\n") { agent in
            #expect(agent.log.contains("users, line 3: "), "\(agent.log)")
            #expect(agent.log.contains("from that line on nothing is read"))
        }
    }

    @Test(
        "users behind a password that only a newer PgBouncer reads are left out, and the log says so, where an older one is installed"
    )
    func brokenForOlder() async throws {
        let release = try #require(await PoolerProgram.installedVersion())
        let long = String(repeating: "p", count: 3_000)
        try await Self.withUsers("\"one\" \"pw-one\"\n\n\"two\" \"\(long)\"\n\"three\" \"x\"\n") { agent in
            let words =
                "users, line 3: the password is longer than the 2047 bytes that PgBouncer keeps; from that line on nothing"
            #expect(agent.log.contains(words) == (release < .readsLongPasswords), "\(agent.log)")
        }
    }

    @Test(
        "a wrong pooler_users_file ends the start with the file and the line",
        arguments: [
            ("# \"two\" \"y\"\n\"one\" \"x\"\n", "users, line 1: \"NAME\" \"PASSWORD\" is expected"),
            (
                "\"two\" \"\(String(repeating: "p", count: 66_000))\"\n",
                "users, line 1: the password is longer than the "
            ),
            ("\n\"two\n", "users, line 2: the user's name has no second \""),
            ("\"app\" \"another\"\n", "users: app, the user of database_url, has another password there"),
            ("\"pointsman-console\" \"x\"\n", "the user pointsman-console is the console's"),
        ])
    func refused(text: String, words: String) async throws {
        try await withPlace { place in
            try place.write(text, to: "users")
            chmod("\(place.folder)/users", 0o600)
            let agent = try Program(
                in: place,
                [
                    "database_url": "postgres://app:x@127.0.0.1:1/app", "http_listen": "",
                    "pooler_users_file": "\(place.folder)/users",
                ])
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == 65)
            #expect(end.words.contains(words), "\(end.words)")
        }
    }

    /// Runs `body` with an agent that has `text` as its users' file, once the users `one` and `app` have logged in.
    @Reactor
    private static func withUsers(_ text: String, _ body: @Reactor (Program) async throws -> Void) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let admin = try await cluster.server.connect()
                _ = try await admin.execute("CREATE ROLE one LOGIN PASSWORD 'pw-one'", until: .now + .seconds(60))
                try place.write(text, to: "users")
                chmod("\(place.folder)/users", 0o600)
                let port = try FreePort.pick()
                let agent = try Program(
                    of: cluster, in: place, port: port, keys: ["pooler_users_file": "\(place.folder)/users"])
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    try await check("one", port)
                    let app = try await sessionUser("app", Cluster.password, port)
                    #expect(app == "app")
                    try await body(agent)
                }
            }
        }
    }

    @Reactor
    private static func check(_ role: String, _ port: UInt16) async throws {
        let name = try await sessionUser(role, "pw-\(role)", port)
        #expect(name == role)
        await #expect(throws: PostgresError.self) { try await sessionUser(role, "other", port) }
    }
}
