import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A state folder on a full disk", .serialized, .enabled(if: getuid() == 0, "needs root for its file system"))
struct FullDiskTests {
    @Test("writes are rerouted with the state folder on a full disk, and the status says so until the fence is saved")
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

    @Test("a hold is released with the state folder on a full disk")
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

    @Test("an agent starts with the state folder on a full disk if it finds its route there")
    func start() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            try await withAgent(stack.agent()) { agent in await agent.readiness(200) }
            try stack.disk?.fill()
            try await withAgent(stack.agent()) { agent in await agent.readiness(200) }
        }
    }

    @Test("clients fail after hold_timeout if databases.ini cannot be written, and no write reaches the old server")
    func readOnly() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            try await withAgent(stack.agent(holdTimeout: "2s", drainTimeout: "1s")) { agent in
                await agent.readiness(200)
                let writer = LedgerWriter(stack.app)
                writer.start()
                #expect(await writer.progress(on: 1) != nil)
                let lastSent = try await Self.loseRoute(stack, agent, writer)
                // Held no longer: who waited has failed, who comes fails at once, though the old primary takes writes.
                let look = try await PoolerLook(port: stack.port)
                #expect(try await look.state()?.isDisabled == true)
                let failures = writer.failures
                for _ in 0..<10 { await Self.expectTurnedAway(stack) }
                // Who was logging in between DISABLE and KILL waits for a second.
                _ = await eventually { writer.failures != failures }
                #expect(writer.failures > failures)
                #expect(try await stack.ledger(at: stack.pair.ports.first).keys.allSatisfy { $0 <= lastSent })

                try await stack.disk?.setReadOnly(false)
                await agent.readiness(200)
                #expect(await writer.progress(on: 2) != nil)
                #expect(try await look.state() == .init(isPaused: false, port: stack.pair.ports.second))
                await writer.stop()
                let ledger = try await stack.ledger(at: stack.pair.ports.second)
                #expect(writer.acknowledged.allSatisfy { ledger[$0.number] == 1 })
                #expect(writer.stale == 0)
            }
        }
    }

    @Test("clients stay turned away after the agent died without a writable disk, until the next agent has a route")
    func readOnlyCrash() async throws {
        try await withCrashStack(onSmallDisk: true) { stack in
            try await stack.reset()
            let writer = LedgerWriter(stack.app)
            let look = try await PoolerLook(port: stack.port)
            try await withAgent(stack.agent(holdTimeout: "2s", drainTimeout: "1s")) { agent in
                await agent.readiness(200)
                writer.start()
                #expect(await writer.progress(on: 1) != nil)
                let lastSent = try await Self.loseRoute(stack, agent, writer)
                agent.process.signal(SIGKILL)
                _ = await agent.ended()
                #expect(try await look.isFree(within: .seconds(10)))
                await Self.expectTurnedAway(stack)
                let command = try await agent.command("release", "--without-agent")
                #expect(command.code == 0 && command.words.contains("turns clients away"), "\(command)")
                await Self.expectTurnedAway(stack)
                #expect(try await stack.ledger(at: stack.pair.ports.first).keys.allSatisfy { $0 <= lastSent })
            }
            try await stack.disk?.setReadOnly(false)
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                #expect(await writer.progress(on: 2) != nil)
                let state = try await look.state()
                #expect(state == .init(isPaused: false, port: stack.pair.ports.second))
            }
            await writer.stop()
        }
    }

    /// The disk refuses, the standby is promoted, the old primary comes back and would take any write; suspends until the
    /// agent has given up holding, which must not take much longer than `hold_timeout`.
    /// - Returns: the last number that can have been sent before that.
    @Reactor
    private static func loseRoute(_ stack: CrashStack, _ agent: Program, _ writer: LedgerWriter) async throws -> Int {
        try await stack.disk?.setReadOnly(true)
        await stack.pair.killFirst()
        let began = ContinuousClock.now
        let lastSent = writer.acknowledged.count + writer.failures + 1
        try await stack.pair.promoteSecond()
        try stack.pair.restartFirst()
        await agent.readiness(503, saying: "databases.ini")
        #expect(await status(of: agent, saying: "clients are turned away"))
        // PgBouncer's own query_wait_timeout would be 120 s.
        #expect(ContinuousClock.now - began < .seconds(20))
        return lastSent
    }

    /// A client that comes now fails, and at once.
    @Reactor
    private static func expectTurnedAway(_ stack: CrashStack) async {
        do {
            _ = try await PostgresConnection.connect(stack.app, until: .now + .seconds(10))
            Issue.record("a client was let in")
        } catch {
            #expect("\(error)".contains("is disabled"))
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
