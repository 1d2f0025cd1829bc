import Glibc
import LinuxReactor
import StatusServer
import Testing

@Suite("A state folder on a full disk", .serialized, .enabled(if: getuid() == 0, "needs root for its file system"))
struct FullDiskTests {
    @Test("keeps nobody from being rerouted; the status says that the fence is not saved, until it is")
    func reroute() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let writer = LedgerWriter(stack.app)
                writer.start()
                #expect(await writer.progress(on: 1) != nil)
                try stack.disk?.fill()
                let before = contents(of: "\(stack.place.state)/fence.json")
                await stack.pair.killFirst()
                try await stack.pair.promoteSecond()
                #expect(await writer.progress(on: 2) != nil)
                await agent.readiness(200)
                #expect(await Self.status(of: agent, saying: "saving the fence"))
                #expect(contents(of: "\(stack.place.state)/fence.json") == before)
                let look = try await PoolerLook(port: stack.port)
                #expect(try await look.state() == .init(isPaused: false, port: stack.pair.ports.second))

                stack.disk?.free()
                #expect(await Self.status(of: agent, saying: "saving the fence", isExpected: false))
                #expect(contents(of: "\(stack.place.state)/fence.json") != before)
                await writer.stop()
                let ledger = try await stack.ledger(at: stack.pair.ports.second)
                #expect(writer.acknowledged.allSatisfy { ledger[$0.number] == 1 })
                #expect(agent.log.split(separator: "\n").count { $0.contains("saving the fence") } == 1)
            }
        }
    }

    @Test("keeps no hold from being released")
    func hold() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                try stack.disk?.fill()
                #expect(try await agent.command("hold").code == 0)
                let released = try await agent.command("release")
                #expect(released.code == 0, "\(released)")
                await agent.readiness(200)
                let look = try await PoolerLook(port: stack.port)
                #expect(try await look.state() == .init(isPaused: false, port: stack.pair.ports.first))
            }
        }
    }

    @Test("lets an agent start there with the route that it finds")
    func start() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            try await withAgent(stack.agent()) { agent in await agent.readiness(200) }
            try stack.disk?.fill()
            try await withAgent(stack.agent()) { agent in await agent.readiness(200) }
        }
    }

    @Test("that can't be written at all is told of, and the route follows once it can be")
    func readOnly() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            try await withAgent(stack.agent(holdTimeout: "2s", drainTimeout: "1s")) { agent in
                await agent.readiness(200)
                try await stack.disk?.setReadOnly(true)
                await stack.pair.killFirst()
                try await stack.pair.promoteSecond()
                await agent.readiness(503, saying: "databases.ini")
                let look = try await PoolerLook(port: stack.port)
                let isFree = try await look.isFree(within: .seconds(6))
                // The core tries to set the route for ever, and never refuses meanwhile.
                withKnownIssue("a hold whose route can't be written outlasts hold_timeout") { #expect(isFree) }
                try await stack.disk?.setReadOnly(false)
                await agent.readiness(200)
                #expect(try await look.state() == .init(isPaused: false, port: stack.pair.ports.second))
            }
        }
    }

    /// Whether the status comes to hold `words`, or to hold them no more, within a minute.
    @Reactor
    private static func status(of agent: Program, saying words: String, isExpected: Bool = true) async -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if let answer = await agent.get("/v1/status?format=table"), answer.text.contains(words) == isExpected {
                return true
            }
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        return false
    }
}
