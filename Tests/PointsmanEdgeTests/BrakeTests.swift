import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("Programs that end again and again while the agent runs", .serialized)
struct BrakeTests {
    @Test("the agent starts a guard that keeps ending ever less often, and says so", .timeLimit(.minutes(3)))
    func guardEnds() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(
                    in: place, try Program.keys(cluster.url), guardian: .script("#!/bin/sh\nexit 3\n"))
                try await withAgent(agent) { agent in
                    await agent.readiness(503, saying: "pointsman-guard ended with code 3")
                    #expect(await agent.logs("it is opened again in 1.6 seconds"), "\(agent.log)")
                    // Six sessions and no more.
                    #expect(agent.log.ranges(of: "RELOAD").count <= 6)
                    #expect(agent.log.utf8.count < 32_000)
                    #expect(await agent.reapsItsChildren())
                }
            }
        }
    }

    @Test("the agent starts a PgBouncer that keeps ending ever less often, and reaps it", .timeLimit(.minutes(3)))
    func poolerEnds() async throws {
        try await withPlace { place in
            let script = """
                #!/bin/sh
                case "$*" in *trial*|*version*) exec \(TestPooler.standard) "$@";; esac
                exit 3
                """
            try place.program("pgbouncer", script)
            let agent = try Program(
                in: place, try Program.keys("postgres://app:x@127.0.0.1:1/app"),
                environment: ["PATH": "\(place.folder):\(Program.path)"])
            let start = ContinuousClock.now
            try await withAgent(agent) { agent in
                await agent.readiness(503, saying: "PgBouncer: it ended with code 3")
                while agent.log.ranges(of: "started PgBouncer").count < 7 {
                    await Reactor.sleep(until: .now + .milliseconds(20))
                }
                // 0, 100, 200, 400, 800 and 1,600 ms between them.
                #expect(ContinuousClock.now - start >= .milliseconds(3_100))
                #expect(await agent.reapsItsChildren())
                // Only the first one had anything new to say.
                #expect(agent.log.ranges(of: "error PgBouncer: it ended").count == 1, "\(agent.log)")
            }
        }
    }

    @Test("the agent restarts a crashed PgBouncer once its port is free, and names the port until then")
    func portTaken() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                let agent = try Program(in: place, try Program.keys(cluster.url, port: port))
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    agent.process.signal(SIGSTOP)
                    try await Self.killPooler(of: place)
                    var taken: ListeningSocket? = try ListeningSocket(port: port)
                    agent.process.signal(SIGCONT)
                    let reason = await agent.readiness(503, saying: "pooler_listen")
                    #expect(reason.contains("127.0.0.1:\(port)") && reason.contains("another process"), "\(reason)")
                    taken = nil
                    #expect(await agent.readiness(200) == "ready\n")
                    withExtendedLifetime(taken) {}
                }
            }
        }
    }

    @Test("a reload with a value that PgBouncer refuses changes nothing, and PgBouncer can still restart")
    func reload() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let keys = try Program.keys(cluster.url)
                try await withAgent(Program(in: place, keys)) { agent in
                    await agent.readiness(200)
                    let ini = contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini")
                    try agent.configure(keys, pgbouncer: [("pool_mode", "transactional")])
                    agent.process.signal(SIGHUP)
                    let words =
                        "the configuration stays as it was: \(place.folder)/pointsman.ini:6: PgBouncer refuses "
                        + "pool_mode = transactional"
                    #expect(await agent.logs(words), "\(agent.log)")
                    #expect(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini") == ini)
                    // Were it the file's, PgBouncer would never come back.
                    try await Self.killPooler(of: place)
                    #expect(await agent.logs("it ended with code"), "\(agent.log)")
                    await agent.readiness(200)

                    try agent.configure(keys, pgbouncer: [("pool_mode", "session")])
                    agent.process.signal(SIGHUP)
                    #expect(await agent.logs("PgBouncer has read its configuration again"), "\(agent.log)")
                    #expect(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini").contains("pool_mode = session"))
                }
            }
        }
    }

    @Reactor
    private static func killPooler(of place: Place) async throws {
        let process = try #require(
            Int32(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.pid").split(separator: "\n").first ?? ""))
        let pooler = try ChildProcess(adopting: process)
        pooler.signal(SIGKILL)
        _ = await pooler.ended(until: .now + .seconds(60))
    }
}
