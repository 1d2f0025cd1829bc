import LinuxReactor
import PointsmanCore
import PostgresClient

/// What each step does.
extension DrillRun {
    func perform(_ step: Scenario.Step) async throws(LabError) {
        switch step {
        case .write(let duration):
            let before = workload.attempts.count
            await Reactor.sleep(until: .now + duration)
            let count = workload.attempts.count - before
            story("\(workload.writers) writers: \(count) transactions in \(duration.milliseconds) ms")
        case .wait(let range):
            let (low, high) = (range.lowerBound.milliseconds, range.upperBound.milliseconds)
            await Reactor.sleep(until: .now + .microseconds(Int64(Double.random(in: low...high) * 1000)))
        case .kill(let role):
            await noteMarks()
            await fault("\(role) \(cast[role].member.region) killed") { await cast[role].kill() }
        case .stop(let role):
            await fault("\(role) \(cast[role].member.region) stopped") { await cast[role].stop() }
        case .freeze(let role):
            await fault("\(role) \(cast[role].member.region) stands still") { await cast[role].freeze() }
        case .thaw(let role):
            cast[role].thaw()
            tell("\(role) \(cast[role].member.region) goes on")
        case .start(let role):
            expect(role, poller(of: role))
            try cast[role].start()
            tell("\(cast[role].member.region) started again")
        case .promote(let roles): try await promote(roles)
        case .measure(let role): expect(role, poller(of: role))
        case .untilBack: try await untilBack()
        case .follow(let standby, let primary): try await follow(standby, primary)
        case .cut(let cuts):
            let ways = cuts.map { PartitionRules.Way(from: cast.port($0.from), to: cast.port($0.to)) }
            try await fault("\(ways.count) ways cut") { () async throws(LabError) in try await stack.regions?.cut(ways)
            }
        case .mend:
            try await stack.regions?.mend()
            tell("all ways are open")
        case .serve(let roles):
            try stack.resolver.serve(roles.map(cast.member))
            tell("DNS names \(roles.map(\.rawValue).joined(separator: ", "))")
        case .killResolver:
            await stack.resolver.kill()
            tell("resolver killed")
        case .startResolver:
            try stack.resolver.start()
            tell("resolver started again")
        case .killPooler:
            try await fault("pooler killed") { () async throws(LabError) in try stack.agent.killPooler() }
        case .killAgent:
            await stack.agent.kill()
            tell("agent killed")
        case .startAgent:
            try stack.agent.start()
            tell("agent started again")
        case .impersonate(let role):
            try cast.foreign.start()
            try await cast.foreign.answers()
            tell("another cluster answers at \(cast.member(role).address)")
        case .fillDisk:
            try await fault("the disk is full") { () async throws(LabError) in try tablespace?.disk.fill() }
        case .freeDisk:
            tablespace?.disk.free()
            tell("the disk has room again")
        case .refuseWrites:
            try await setReadOnly(true)
            tell("the primary is read-only")
        case .acceptWrites:
            try await setReadOnly(false)
            tell("the primary takes writes again")
        case .untilLogged(let words):
            let isSaid = await within(.seconds(25)) { journal.text.contains(words) }
            tell(isSaid ? "the agent says: \(words)" : "the agent has not said: \(words)")
        case .untilKnown(let role):
            let isKnown = await stack.agent.knows(cast.member(role).address, within: .seconds(40))
            tell("\(role) is \(isKnown ? "" : "not ")known to the agent")
        }
    }

    /// Does `what`; the first time since all were well, that is t₀.
    private func fault(_ what: String, _ body: () async throws(LabError) -> Void) async throws(LabError) {
        let began = stopwatch.now
        try await body()
        note(what, began)
    }

    private func fault(_ what: String, _ body: () async -> Void) async {
        let began = stopwatch.now
        await body()
        note(what, began)
    }

    private func note(_ what: String, _ began: Instant) {
        if faultAt == nil {
            faultAt = began
            goneAt = stopwatch.now
        }
        tell(what)
    }

    /// Begins to poll `role`, whoever was polled before.
    private func expect(_ role: Scenario.Server, _ poller: DirectPoller) {
        awaited?.poller.cancel()
        awaited = (role, poller, stopwatch.now)
        poller.start()
    }

    private func promote(_ roles: [Scenario.Server]) async throws(LabError) {
        expect(roles[0], pollers[roles[0]] ?? poller(of: roles[0]))
        for role in roles {
            guard let promoter = promoters[role] else { throw LabError("\(role) was not made ready for promotion") }
            do {
                _ = try await promoter.execute("select pg_promote(false)", until: .now + .seconds(60))
            } catch {
                throw LabError("\(cast[role].member.region) can't be promoted: \(error)")
            }
            tell("promotion of \(role) \(cast[role].member.region) asked for")
        }
    }

    func setReadOnly(_ isReadOnly: Bool) async throws(LabError) {
        try await cast.primary.administer(
            "alter system set default_transaction_read_only = \(isReadOnly ? "on" : "off")")
        try await cast.primary.administer("select pg_reload_conf()")
    }

    /// Waits for t₁ and the writers, and closes the move.
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
        (self.awaited, self.faultAt, self.goneAt) = (nil, nil, nil)
    }

    private func follow(_ standby: Scenario.Server, _ primary: Scenario.Server) async throws(LabError) {
        try await stack.cluster.attach(cast[standby], to: cast[primary])
        if scenario.promoted.contains(standby) { try await prepareToPromote(standby) }
        tell("\(standby) \(cast[standby].member.region) follows \(primary) \(cast[primary].member.region)")
    }
}
