import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Password authentication methods of a member", .serialized)
struct PasswordMethodTests {
    struct Case: Sendable {
        /// In pg_hba.conf.
        var method: String
        /// What the role's password is stored as.
        var stored = "scram-sha-256"
        /// nil is not set.
        var allowed: String?
        /// What the agent says where it does not give it; nil where it is ready.
        var words: String?
    }

    @Test("a password on the command line gives a warning that does not show it")
    func commandLine() async throws {
        try await withPlace { place in
            let child = try place.start(
                [
                    "\(buildFolder)/pointsman", "run", "--set",
                    "database_url=postgres://app:hush-hush-88@127.0.0.1:1/app",
                    "--set", "http_listen=", "--set", "pooler_listen=127.0.0.1:\(try FreePort.pick())",
                ],
                environment: [
                    "STATE_DIRECTORY=\(place.state)", "RUNTIME_DIRECTORY=\(place.runtime)", "PATH=\(Program.path)",
                ], output: "agent.log")
            let words = "the password in --set database_url can be read by every user"
            let limit = ContinuousClock.now + .seconds(60)
            func log() -> String { contents(of: "\(place.folder)/agent.log") }
            while !log().contains(words), .now < limit { await Reactor.sleep(until: .now + .milliseconds(20)) }
            child.signal(SIGTERM)
            _ = await child.ended(until: .now + .seconds(60))
            #expect(log().contains(words) && log().contains("POINTSMAN_DATABASE_URL"), "\(log())")
            #expect(!log().contains("hush-hush-88"))
        }
    }

    @Test(
        "the agent gives a member the password only by a method that require_auth allows, else says why not",
        arguments: [
            Case(method: "md5"), Case(method: "trust"),
            Case(
                method: "md5", stored: "md5", words: "asks for the password by md5, which require_auth does not allow"),
            Case(method: "md5", stored: "md5", allowed: "scram-sha-256, md5"),
            Case(method: "password", words: "asks for the password in clear text, which require_auth does not allow"),
            Case(method: "password", allowed: "password"),
        ])
    func answered(row: Case) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let boss = try await cluster.server.connect()
                let rules = "E'local all all trust\\nhost all all 127.0.0.1/32 \(row.method)\\n'"
                for statement in [
                    "SET password_encryption = '\(row.stored)'", "ALTER ROLE app PASSWORD '\(Cluster.password)'",
                    "COPY (SELECT unnest(string_to_array(trim(\(rules)), E'\\n'))) TO '\(cluster.server.folder)/data/pg_hba.conf'",
                    "SELECT pg_reload_conf()",
                ] {
                    _ = try await boss.execute(statement, until: .now + .seconds(60))
                }
                var keys = try Program.keys(cluster.url)
                if let allowed = row.allowed { keys.append((key: "require_auth", value: allowed)) }
                let agent = try Program(in: place, keys)
                try await withAgent(agent) { agent in
                    if let words = row.words {
                        await agent.readiness(503, saying: words)
                        #expect(agent.log.contains("it was not given"))
                    } else {
                        #expect(await agent.readiness(200) == "ready\n")
                    }
                }
            }
        }
    }
}
