import Glibc
import LinuxReactor
import StatusServer

/// One run of a scenario, killed at one point.
@Reactor
final class CrashRun {
    private let stack: CrashStack
    private let scenario: CrashScenario
    private let victim: CrashVictim
    private let writer: LedgerWriter
    /// Those that were started; the last one is the one that may live.
    private var agents: [Program] = []
    private var record: PauseRecord?
    private var asking: Task<Void, Never>?
    private var isAnswered = false

    /// For how long something is stopped: a hold of three seconds, the guard's own second, and some more.
    private static let stop = Duration.seconds(5)
    /// Far longer than anything here may take: the figure in the table is what counts.
    private static let patience = Duration.seconds(10)

    init(_ stack: CrashStack, _ scenario: CrashScenario, _ victim: CrashVictim) {
        self.stack = stack
        self.scenario = scenario
        self.victim = victim
        writer = LedgerWriter(stack.app)
    }

    /// - Parameters:
    ///   - point: where to kill; nowhere where it is nil, to see which points there are.
    ///   - number: what the table calls it.
    /// - Returns: nil where the work was done without passing it.
    func perform(at point: CrashPoint?, number: Int = 0) async throws -> CrashRow? {
        try await stack.reset()
        do {
            let row = try await play(point, number)
            await end()
            return row
        } catch {
            await end()
            throw error
        }
    }

    private func end() async {
        stack.counter.disarm()
        await record?.stop()
        await writer.stop()
        await asking?.value
        for agent in agents { await agent.end() }
    }

    private func play(_ point: CrashPoint?, _ number: Int) async throws -> CrashRow? {
        let first = try start()
        await first.readiness(200)
        writer.start()
        guard await writer.progress(on: 1) != nil else { throw CrashError("no write goes in at the beginning") }
        let look = try await PoolerLook(port: stack.port)
        let record = PauseRecord(look)
        self.record = record
        switch scenario {
        case .start, .adoption:
            await first.end()
            if scenario == .adoption { try await look.pause() }
            let second = try start(arming: point)
            try await untilKilled(or: second, on: 1)
        case .hold:
            arm(point, first)
            await holdAndRelease()
            try await untilKilled(or: first, on: 1)
        case .reroute, .readOnly:
            // The record has the other one to itself.
            let own = try await PoolerLook(port: stack.port)
            arm(point, first)
            if scenario == .readOnly { try await stack.disk?.setReadOnly(true) }
            await stack.pair.killFirst()
            let limit = ContinuousClock.now + .seconds(1)
            while stack.counter.fired == nil, .now < limit,
                !stack.counter.passed.contains(where: { $0.label == "PAUSE \"app\": answered, unseen" })
            {
                await Reactor.sleep(until: .now + .milliseconds(1))
            }
            try await stack.pair.promoteSecond()
            if scenario == .readOnly { try await turnedAway(own) }
            try await untilKilled(or: first, on: 2)
        }
        stack.counter.disarm()
        guard let fired = stack.counter.fired else { return nil }
        var row = CrashRow(scenario: scenario, victim: victim, point: fired.point, number: number)
        try await recover(&row, since: fired.at)
        return row
    }

    /// What an operator asks for, until it is answered or something was killed: he is not waited for then, since what was
    /// killed has to come back meanwhile, and his release is to come all the same.
    private func holdAndRelease() async {
        let client = HTTPClient(.control(path: "\(stack.place.runtime)/control.sock"))
        asking = Task { @Reactor in
            for path in ["/v1/hold", "/v1/release"] { _ = try? await client.post(path, until: .now + .seconds(20)) }
            self.isAnswered = true
        }
        while stack.counter.fired == nil, !isAnswered { await Reactor.sleep(until: .now + .milliseconds(1)) }
    }

    /// Suspends until it turns clients away or something was killed; from then on its file can be written again, unless
    /// it is dead.
    private func turnedAway(_ look: PoolerLook) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while stack.counter.fired == nil {
            if let state = try? await look.state(), state.isDisabled { break }
            guard ContinuousClock.now < limit else { throw CrashError("clients are held for a minute") }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
        if stack.counter.fired == nil { try await stack.disk?.setReadOnly(false) }
    }

    private func start(arming point: CrashPoint?) throws -> Program {
        let agent = try start()
        arm(point, agent)
        return agent
    }

    private func start() throws -> Program {
        let agent =
            if scenario == .readOnly {
                try stack.agent(holdTimeout: "1s", drainTimeout: "1s")
            } else if victim.isStopped {
                try stack.agent(holdTimeout: "3s", drainTimeout: "2s")
            } else {
                try stack.agent()
            }
        agents.append(agent)
        return agent
    }

    private func arm(_ point: CrashPoint?, _ agent: Program) {
        if victim != .pooler { record?.start() }
        let (stack, victim) = (stack, victim)
        stack.counter.arm(at: point) { stack.kill(victim, agent) }
    }

    /// Suspends until something was killed, or the work is done without.
    private func untilKilled(or agent: Program, on timeline: Int) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while stack.counter.fired == nil {
            if await agent.get("/readyz")?.text == "ready\n",
                writer.acknowledged.last.map({ $0.timeline == timeline && $0.endedAt > .now - .milliseconds(50) })
                    ?? false
            {
                return
            }
            guard ContinuousClock.now < limit else {
                throw CrashError("neither a kill nor the end of the work within a minute; the log:\n\(agent.log)")
            }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
    }

    private func recover(_ row: inout CrashRow, since killed: ContinuousClock.Instant) async throws {
        let timeline = scenario.movesRoute ? 2 : 1
        let wanted = scenario.movesRoute ? stack.pair.ports.second : stack.pair.ports.first
        switch victim {
        case .agent:
            _ = await agents.last?.process.ended()
            try await free(&row, wanted, since: killed)
            try await stack.disk?.setReadOnly(false)
            _ = try start()
        case .pooler:
            try await stack.restartPooler()
            try await stack.disk?.setReadOnly(false)
            row.fate = "restarted"
        case .stuck, .guardStuck, .bothStuck:
            try await stack.disk?.setReadOnly(false)
            try await goOn(&row, wanted, since: killed)
            // What an operator has asked for is answered late.
            await asking?.value
        }
        let agent = agents.last!
        let back = await writer.progress(on: timeline)
        row.backMs = back.map { ($0 - killed).inMilliseconds }
        if back == nil { row.faults.append("no write goes in") }
        await agent.readiness(200)
        if scenario.movesRoute {
            // On its old timeline it would take any write that came its way.
            try stack.pair.restartFirst()
            _ = try await stack.pair.connect(to: stack.pair.ports.first)
            _ = await writer.progress(20, on: timeline)
        }
        let look = try await PoolerLook(port: stack.port)
        let state = try await look.state()
        if state != .init(isPaused: false, port: wanted) {
            row.faults.append("in the end the pooler has \(state, default: "no such database")")
        }
        if victim == .pooler { row.freeMs = row.backMs ?? 0 }
        if await agent.get("/readyz")?.text != "ready\n" { row.faults.append("not ready in the end") }
        await writer.stop()
        try await judge(&row, at: wanted)
    }

    /// Looks at the pooler while no agent lives: only the guard can let its clients go. A pause that the agent had not
    /// seen yet is left to the service manager, which says `release --without-agent` after each end.
    private func free(_ row: inout CrashRow, _ wanted: UInt16, since killed: ContinuousClock.Instant) async throws {
        let look = try await PoolerLook(port: stack.port)
        let isLeft = scenario == .adoption
        var isFree = try await look.isFree(within: isLeft ? .milliseconds(500) : Self.patience)
        var fate = "released"
        if !isFree, isLeft {
            let end = try await agents.last!.command("release", "--without-agent")
            if end.code != 0 { row.faults.append("release --without-agent: \(end.words)") }
            isFree = try await look.isFree(within: Self.patience)
            fate = "by command"
        }
        await record?.stop()
        if let held = record?.held(since: killed), held.wasHeld {
            row.fate = fate
            row.freeMs = (held.until - killed).inMilliseconds
        } else {
            row.fate = "not held"
        }
        if scenario.movesRoute, try await look.state()?.port == wanted { row.fate += ", new" }
        if !isFree {
            row.fate = "HELD"
            row.faults.append("held for \(Self.patience) without an agent")
        }
    }

    /// Looks at the pooler while the agent, its guard or both are stopped, and has them go on then. Where only the agent is,
    /// its guard must have released by then what it was told of.
    private func goOn(_ row: inout CrashRow, _ wanted: UInt16, since stopped: ContinuousClock.Instant) async throws {
        let look = try await PoolerLook(port: stack.port)
        await Reactor.sleep(until: stopped + Self.stop)
        let isHeld = try await look.state()?.isHeld == true
        if victim == .stuck { await record?.stop() }
        stack.goOn(agents.last!, isGuardFirst: row.number.isMultiple(of: 2))
        let isFree = try await look.isFree(within: Self.patience)
        await record?.stop()
        if let held = record?.held(since: stopped), held.wasHeld {
            row.fate = isHeld ? "till it went on" : "released"
            row.freeMs = (held.until - stopped).inMilliseconds
        } else {
            row.fate = "not held"
        }
        // A pause of somebody else's that it has not seen yet is no hold of its own.
        if victim == .stuck, isHeld, scenario != .adoption {
            row.fate = "HELD"
            row.faults.append("held for \(Self.stop) without its agent")
        }
        if !isFree { row.faults.append("held for \(Self.patience) after it went on") }
    }

    private func judge(_ row: inout CrashRow, at port: UInt16) async throws {
        let ledger = try await stack.ledger(at: port)
        row.acknowledged = writer.acknowledged.count
        row.lost = writer.acknowledged.count { ledger[$0.number] == nil }
        row.stale = writer.stale
        if row.lost > 0 { row.faults.append("\(row.lost) acknowledged writes are lost") }
        if row.stale > 0 { row.faults.append("\(row.stale) writes on the old timeline") }
        if ledger.values.contains(where: { $0 > 1 }) { row.faults.append("a write is there twice") }
    }
}

extension Duration {
    fileprivate var inMilliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
    }
}
