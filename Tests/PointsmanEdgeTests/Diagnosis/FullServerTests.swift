import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite(
    "A primary with a full disk", .serialized, .enabled(if: getuid() == 0, "needs root for its file system"))
struct FullServerTests {
    @Test("status, check, metrics and doctor name a primary's full disk until there is room again")
    func full() async throws {
        try await withAttached { stack in
            let data = "\(stack.cluster.server.folder)/data"
            let stage = stack.cluster.server
            stage.process.signal(SIGINT)
            _ = await stage.process.ended(until: .now + .seconds(60))
            try await Self.shell(
                "mkdir \(data).kept && cp -a \(data)/. \(data).kept && mount -t tmpfs -o size=120m,mode=0700 x \(data) && chown postgres \(data) && cp -a \(data).kept/. \(data)",
                stack)
            do {
                try stage.restart()
                try await Self.fill(data, stack)
            } catch {
                try? await Self.shell("umount --lazy \(data)", stack)
                throw error
            }
            try? await Self.shell("umount --lazy \(data)", stack)
        }
    }

    @Reactor
    private static func fill(_ data: String, _ stack: Attached) async throws {
        _ = try await stack.cluster.server.connect()
        try await withAgent(stack.agent(keys: ["canary_interval": "500ms"])) { agent in
            await agent.readiness(200)
            _ = try await stack.ask("CREATE TABLE filled (text text)")
            try await shell("dd if=/dev/zero of=\(data)/ballast bs=4k 2>/dev/null || true", stack)
            let refusal = await #expect(throws: PostgresError.self) {
                _ = try await stack.ask("INSERT INTO filled SELECT repeat('x', 1000) FROM generate_series(1, 2000)")
            }
            #expect(refusal?.sqlState == "53100", "\(String(describing: refusal))")
            #expect(try await stack.ask("SELECT 1") == "1")
            await agent.readiness(200, saying: "degraded: the disk of 127.0.0.1:\(stack.cluster.port) is full")
            let check = try await agent.command("check", "writes")
            #expect(check.code == 2 && check.words.contains("SQLSTATE 53100"), "\(check.words)")
            let metrics = await agent.get("/metrics")?.text ?? ""
            #expect(metrics.contains("pointsman_write_obstacle{kind=\"disk\"} 1\n"), "\(metrics)")
            let doctor = try await agent.command("doctor", "--seconds", "0")
            #expect(doctor.words.contains("PROBLEM   disk"), "\(doctor.words)")
            #expect(doctor.words.contains("replication slots"), "\(doctor.words)")
            #expect(!doctor.words.contains("takes no more of PgBouncer's connections"), "\(doctor.words)")

            // It is tried again and again, and told once.
            await Reactor.sleep(until: .now + .seconds(11))
            #expect(agent.log.split(separator: "\n").count { $0.contains("is full") } == 1, "\(agent.log)")
            try await shell("rm \(data)/ballast", stack)
            #expect(await agent.readiness(200) == "ready\n")
            _ = try await stack.ask("INSERT INTO filled VALUES ('x')")
        }
    }

    @Reactor
    private static func shell(_ script: String, _ stack: Attached) async throws {
        let child = try stack.place.start(
            ["/bin/sh", "-ec", script], environment: ["PATH=\(Program.path)"], output: "shell.log")
        guard await child.ended(until: .now + .seconds(60)) == 0 else {
            throw SystemError(call: "sh: \(contents(of: "\(stack.place.folder)/shell.log"))", code: EIO)
        }
    }
}
