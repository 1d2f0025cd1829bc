import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("The command release --without-agent", .serialized)
struct ReleaseWithoutAgentTests {
    @Test("release --without-agent ends a hold of a dead agent and guard, and may be repeated")
    func bothDead() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                #expect(try await agent.command("hold").code == 0)
                try await Self.killWithGuard(agent)
                #expect(try await stack.paused() == ["app"])

                let released = try await agent.command("release", "--without-agent")
                #expect(released.code == 0 && released.words == "released app\n", "\(released)")
                #expect(try await stack.paused() == [])
                #expect(try await stack.ask("SELECT 1") == "1")
                let again = try await agent.command("release", "--without-agent")
                #expect(again.code == 0 && again.words == "nothing is held\n", "\(again)")

                stack.pooler.process.signal(SIGKILL)
                _ = await stack.pooler.process.ended()
                let alone = try await agent.command("release", "--without-agent")
                #expect(alone.code == 0 && alone.words.contains("PgBouncer does not run"), "\(alone)")
            }
        }
    }

    @Test("release --without-agent ends a hold in a managed PgBouncer, whose password it finds")
    func managed() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place)
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    #expect(try await agent.command("hold").code == 0)
                    let pooler = Int32(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.pid").prefix { $0.isNumber })
                    try await Self.killWithGuard(agent, sparing: pooler)
                    let released = try await agent.command("release", "--without-agent")
                    #expect(released.code == 0 && released.words == "released app\n", "\(released)")
                    if let pooler { kill(pooler, SIGKILL) }
                }
            }
        }
    }

    @Test("release --without-agent refuses to end a living agent's hold")
    func agentAlive() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                #expect(try await agent.command("hold").code == 0)
                let refused = try await agent.command("release", "--without-agent")
                #expect(refused.code == 69 && refused.words.contains("an agent runs in"), "\(refused)")
                #expect(try await stack.paused() == ["app"])
            }
        }
    }

    @Test(
        "release --without-agent names the wrong key if the console refuses it, and shows no password",
        arguments: ["wrong", "viewer"])
    func refused(which: String) async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                #expect(try await agent.command("hold").code == 0)
                try await Self.killWithGuard(agent)
                let console =
                    which == "wrong" ? stack.console(password: "wrong-secret-93") : stack.console(user: "viewer")
                let refused = try await agent.command(
                    "release", "--without-agent", "--set", "pooler_console=\(console)")
                #expect(refused.code == 77 && refused.words.contains("pooler_console"), "\(refused)")
                #expect(!refused.words.contains("secret"), "\(refused)")
                #expect(try await stack.paused() == ["app"])
            }
        }
    }

    /// The agent is stopped first, so that it starts no other guard.
    @Reactor
    private static func killWithGuard(_ agent: Program, sparing pooler: Int32? = nil) async throws {
        agent.process.signal(SIGSTOP)
        let guards = agent.children.filter { $0 != pooler }
        #expect(guards.count == 1)
        guards.forEach { kill($0, SIGKILL) }
        agent.process.signal(SIGKILL)
        _ = await agent.process.ended()
    }
}
