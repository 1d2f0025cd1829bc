import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("pointsman doctor", .serialized)
struct DoctorTests {
    @Test("doctor ends with 0 beside a ready agent with a managed PgBouncer and shows no secret")
    func managed() async throws {
        // The agent's PgBouncer inherits it; 1024 would be a warning.
        raiseOpenFiles()
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place)
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    let text = try await agent.command("doctor", "--seconds", "0.5")
                    #expect(text.code == 0, "\(text.words)")
                    #expect(text.words.contains("0 problems, 0 warnings"), "\(text.words)")
                    #expect(text.words.contains("ready, rule route, writes go to 127.0.0.1:\(cluster.port)"))
                    #expect(text.words.contains("app leads to the primary, 127.0.0.1:\(cluster.port)"))
                    let json = try await agent.command("doctor", "--seconds", "0", "--json")
                    #expect(json.code == 0, "\(json.words)")
                    #expect(json.words.hasPrefix("{\n") && json.words.contains("\"exit_code\": 0"), "\(json.words)")
                    #expect(json.words.contains("\"connect_microseconds\": {"), "\(json.words)")
                    let users = contents(of: "\(place.runtime)/pgbouncer/userlist.txt")
                        .split(separator: "\"", omittingEmptySubsequences: false)
                    #expect(users.count > 7)
                    for secret in [Cluster.password, users.count > 7 ? String(users[7]) : "none"] {
                        #expect(!text.words.contains(secret) && !json.words.contains(secret))
                    }
                    // Who asks as a client leaves nothing behind.
                    #expect(await agent.readiness(200) == "ready\n")
                }
            }
        }
    }

    @Test("doctor and status count complaints in a managed PgBouncer's log, but not in an adopted one's")
    func managedLog() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                try await withAgent(Program(of: cluster, in: place, port: port)) { agent in
                    await agent.readiness(200)
                    for _ in 0..<3 {
                        await #expect(throws: PostgresError.self) { try await Self.login("hushed-name", port) }
                    }
                    let text = try await agent.command("doctor", "--seconds", "0")
                    #expect(text.code == 1, "\(text.words)")
                    #expect(text.words.contains("3 lines of \"no such user\" in the last hour"), "\(text.words)")
                    let status = try await agent.command("status")
                    #expect(
                        status.words.contains("log      3 lines of \"no such user\" in the last hour, the last "),
                        "\(status.words)")
                    let json = try await agent.command("status", "--json")
                    #expect(json.words.contains("\"lines_last_hour\": 3"), "\(json.words)")
                    for words in [text.words, status.words, json.words] { #expect(!words.contains("hushed-name")) }
                    #expect(try await agent.command("handover").code == 0)
                    #expect(await agent.ended().code == 0)
                }
                try await withAgent(Program(of: cluster, in: place, port: port)) { agent in
                    await agent.readiness(200)
                    let text = try await agent.command("doctor", "--seconds", "0")
                    #expect(text.words.contains("has adopted this PgBouncer"), "\(text.words)")
                }
            }
        }
    }

    @Reactor
    private static func login(_ user: String, _ port: UInt16) async throws {
        _ = try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", user), ("password", "x"),
                ("dbname", "app"),
            ], until: .now + .seconds(60))
    }

    @Test("doctor works without an agent, says so, and ends with 1 for warnings and 2 for problems")
    func withoutAgent() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                agent.process.signal(SIGTERM)
                #expect(await agent.ended().code == 0)
                let warned = try await agent.command("doctor", "--seconds", "0")
                #expect(warned.code == 1, "\(warned.words)")
                #expect(warned.words.contains("no agent answers"), "\(warned.words)")
                #expect(warned.words.contains("WARNING   server_connect_timeout"), "\(warned.words)")
                stack.pooler.process.signal(SIGKILL)
                _ = await stack.pooler.process.ended(until: .now + .seconds(60))
                let broken = try await agent.command("doctor", "--seconds", "0")
                #expect(broken.code == 2, "\(broken.words)")
                #expect(broken.words.hasPrefix("PROBLEM   console"), "\(broken.words)")
                for words in [warned.words, broken.words] {
                    #expect(!words.contains(Cluster.password) && !words.contains(Attached.consolePassword))
                }
            }
        }
    }

    @Test("doctor refuses a wrong command line with 64 and a wrong configuration with 78")
    func refusals() async throws {
        try await withPlace { place in
            try place.write("[pointsman]\nprobe_interval = 5\n", to: "pointsman.ini")
            for (words, code) in [
                (["--seconds", "-1"], Int32(64)), (["--seconds", "soon"], 64), (["--what"], 64),
                (["--set", "x=1"], 64),
                ([], 78),
            ] {
                let doctor = try place.start(
                    ["\(buildFolder)/pointsman", "doctor"] + words,
                    environment: ["POINTSMAN_CONFIG=\(place.folder)/pointsman.ini", "PATH=\(Program.path)"],
                    output: "doctor.log")
                #expect(await doctor.ended(until: .now + .seconds(60)) == code, "\(words)")
            }
        }
    }

    private func raiseOpenFiles() {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return }
        limits.rlim_cur = min(limits.rlim_max, 20_000)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    }
}
