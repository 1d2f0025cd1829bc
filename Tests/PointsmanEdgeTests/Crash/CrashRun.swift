import Glibc
import LinuxReactor
import StatusServer

/// One run of a scenario, killed at one point.
@Reactor
final class CrashRun {
    let stack: CrashStack
    let scenario: CrashScenario
    let victim: CrashVictim
    let writer: LedgerWriter
    /// Those that were started; the last one is the one that may live.
    var agents: [Program] = []
    var record: PauseRecord?
    var asking: Task<Void, Never>?
    private var isAnswered = false
    /// Whether the agent's work is done without a kill.
    private var isDone = false
    private var watching: Task<Void, Never>?

    /// Far longer than anything here may take, also beside builds: the figure in the table is what counts.
    static let patience = Duration.seconds(20)

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
        watching?.cancel()
        await record?.stop()
        await writer.stop()
        await asking?.value
        await watching?.value
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
            let limit = ContinuousClock.now + Self.patience
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
        try await recover(&row, since: fired.at, hadGuard: fired.hadGuard)
        if !row.faults.isEmpty { row.log = agents.map(\.log).last ?? "" }
        return row
    }

    /// What an operator asks for, until it is answered or something was killed: he is not waited for then, since what was
    /// killed has to come back meanwhile, and his release is to come all the same.
    private func holdAndRelease() async {
        let client = HTTPClient(.control(path: "\(stack.place.runtime)/control.sock"))
        asking = Reactor.task {
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

    func start() throws -> Program {
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
        stack.counter.arm(at: point, isLost: !victim.isStopped) { stack.kill(victim, agent) }
    }

    /// Suspends until something was killed, or the work is done without.
    private func untilKilled(or agent: Program, on timeline: Int) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        // Beside this: one that is stopped lets a question wait, and the stop would last for as long.
        watching = Reactor.task {
            while !Task.isCancelled, self.stack.counter.fired == nil {
                if await agent.get("/readyz")?.text == "ready\n", !Task.isCancelled,
                    await self.writer.progress(1, on: timeline, within: .seconds(1)) != nil
                {
                    self.isDone = true
                    return
                }
                await Reactor.sleep(until: .now + .milliseconds(2))
            }
        }
        while stack.counter.fired == nil, !isDone {
            guard ContinuousClock.now < limit else {
                throw CrashError("neither a kill nor the end of the work within a minute; the log:\n\(agent.log)")
            }
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
    }
}
