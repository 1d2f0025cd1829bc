import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PointsmanScenarios
import PostgresClient

/// The execution of each step.
extension DrillRun {
    func perform(_ step: Scenario.Step) async throws(LabError) {
        switch step {
        case .write(let duration): await write(for: duration)
        case .wait(let range): await wait(range)
        case .kill(let role): await kill(role)
        case .stop(let role): await stop(role)
        case .freeze(let role): await freeze(role)
        case .thaw(let role): thaw(role)
        case .start(let role): try await start(role)
        case .promote(let roles): try await promote(roles)
        case .measure(let role): expect(role, poller(of: role))
        case .untilBack: try await untilBack()
        case .follow(let standby, let primary): try await follow(standby, primary)
        case .cut(let cuts): try await cut(cuts)
        case .mend: try await mend()
        case .serve(let roles): try await serve(roles)
        case .killResolver: await killResolver()
        case .startResolver: try startResolver()
        case .killPooler: try await killPooler()
        case .freezePooler: try signalPooler(SIGSTOP, "stands still")
        case .thawPooler: try signalPooler(SIGCONT, "goes on")
        case .hold(let duration): try await hold(for: duration)
        case .adopt(let role): try await adopt(role)
        case .killAgent: await killAgent()
        case .startAgent: try startAgent()
        case .setRolePassword(let password): try await setRolePassword(password)
        case .giveAgent(let password): try giveAgent(password)
        case .impersonate(let role): try await impersonate(role)
        case .fillDisk: try fillDisk()
        case .freeDisk: freeDisk()
        case .refuseWrites: try await setReadOnly(true)
        case .acceptWrites: try await setReadOnly(false)
        case .untilSaid(let saying): await untilSaid(saying)
        case .untilKnown(let role): await untilKnown(role)
        }
    }

    /// Notes a fault that began at `began`; the first one since all was well is t₀.
    func noteFault(_ what: String, since began: Instant) {
        if faultAt == nil {
            faultAt = began
            goneAt = stopwatch.now
            noteReachable(nil)
        }
        tell(what)
    }

    func name(_ role: Scenario.Server) -> String { "\(role) \(cast[role].member.region)" }

    private func write(for duration: Duration) async {
        let before = workload.attempts.count
        await Reactor.sleep(until: .now + duration)
        let count = workload.attempts.count - before
        story("\(workload.writers) writers: \(count) transactions in \(duration.milliseconds) ms")
    }

    private func wait(_ range: ClosedRange<Duration>) async {
        let (low, high) = (range.lowerBound.milliseconds, range.upperBound.milliseconds)
        await Reactor.sleep(until: .now + .microseconds(Int64(Double.random(in: low...high) * 1000)))
    }

    private func untilSaid(_ saying: Scenario.Saying) async {
        let words = saying.words
        let isSaid = await within(.seconds(25)) { journal.text.contains(words) }
        tell("the agent \(isSaid ? "says" : "has not said"): \(words)")
    }

    private func untilKnown(_ role: Scenario.Server) async {
        let isKnown = await stack.agent.knows(cast.member(role).address, within: .seconds(40))
        tell("\(role) is \(isKnown ? "" : "not ")known to the agent")
    }

    /// Begins to poll `role`, instead of any server that was polled before.
    func expect(_ role: Scenario.Server, _ poller: DirectPoller) {
        awaited?.poller.cancel()
        awaited = (role, poller, stopwatch.now)
        poller.start()
    }

    /// Waits for t₁ and the writers, and ends the move.
    private func untilBack() async throws(LabError) {
        guard let awaited, let faultAt, let goneAt else { throw LabError("drill \(scenario.name): nobody to wait for") }
        guard let acceptance = await awaited.poller.acceptance() else {
            throw LabError("drill \(scenario.name): \(awaited.server) took no write within a minute")
        }
        tell("first direct INSERT accepted", at: acceptance.moment)
        let isBack = await within(.seconds(40)) { workload.isBack(at: acceptance.mark, since: awaited.since) }
        if !isBack { tell("not every writer is back") }
        moves.append(
            DrillMove(
                faultAt: faultAt, goneAt: goneAt, since: awaited.since, acceptedAt: acceptance.moment,
                target: acceptance.mark))
        names[acceptance.mark] = awaited.server
        present = awaited.server
        noteReachable(present)
        (self.awaited, self.faultAt, self.goneAt) = (nil, nil, nil)
    }
}
