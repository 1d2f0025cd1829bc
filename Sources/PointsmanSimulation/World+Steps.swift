import PointsmanCore
import PointsmanScenarios

// The model as an interpreter of a drill's scenario; the lab is the other one.
extension World {
    /// Begins the next step, or looks at it again.
    func scenarioStep() {
        guard let step = director?.step else { return heal() }
        let isNew = director?.waitsSince == nil
        if isNew { director?.waitsSince = now }
        let span = isNew ? begin(step) : nil
        guard isOver(step) else { return schedule(.scenarioStep, after: Director.interval) }
        director?.next += 1
        director?.waitsSince = nil
        schedule(.scenarioStep, after: span ?? .zero)
    }

    /// Does what `step` does at once.
    /// - Returns: the time until the next step.
    private func begin(_ step: Scenario.Step) -> VirtualTime? {
        trace?("step: \(step)")
        switch step {
        case .write(let duration): return VirtualTime(duration)
        case .wait(let range):
            return VirtualTime(
                nanoseconds: (VirtualTime(range.lowerBound) + VirtualTime(range.upperBound)).nanoseconds / 2)
        case .hold(let duration):
            agents[0].request(.hold(duration))
            return VirtualTime(duration)
        case .kill, .stop, .freeze, .thaw, .start, .promote, .follow, .refuseWrites, .acceptWrites, .fillDisk,
            .freeDisk:
            beginAtServers(step)
        case .measure(let role): expect(role)
        case .adopt(let role): agents[0].request(.adoptFence(member(at: address(of: role)).id))
        case .killAgent: agents[0].crash()
        case .startAgent: agents[0].start()
        case .untilSaid: director?.said = []
        case .untilBack, .untilKnown: break
        case .setRolePassword, .giveAgent: director?.faults.append("the model has no passwords")
        case .cut, .mend, .serve, .killResolver, .startResolver, .impersonate, .killPooler, .freezePooler, .thawPooler:
            beginAround(step)
        }
        return nil
    }

    private func beginAtServers(_ step: Scenario.Step) {
        switch step {
        case .kill(let role): crash(index(of: role))
        case .stop(let role):
            refreshStandbys()
            crash(index(of: role))
        case .freeze(let role): servers[index(of: role)].isHung = true
        case .thaw(let role): servers[index(of: role)].isHung = false
        case .start(let role):
            start(index(of: role))
            expect(role)
        case .promote(let roles):
            let timeline = servers[index(of: roles[0])].timeline + 1
            for role in roles { beginPromotion(index(of: role), to: timeline, taking: plan.promotion) }
            promoter.primary = index(of: roles[0])
            expect(roles[0])
        case .follow(let standby, let primary): follow(index(of: standby), index(of: primary))
        case .refuseWrites: servers[0].isReadOnly = true
        case .acceptWrites: servers[0].isReadOnly = false
        case .fillDisk: servers[0].isFull = true
        case .freeDisk: servers[0].isFull = false
        default: break
        }
    }

    /// The steps that concern the network, names and the pooler.
    private func beginAround(_ step: Scenario.Step) {
        switch step {
        case .cut(let cuts): for way in cuts { cut(site(of: way.from), site(of: way.to)) }
        case .mend: mendAll()
        case .serve(let roles): names.truth = roles.map(address(of:))
        case .killResolver: names.turn(.failing, at: now)
        case .startResolver: names.turn(.honest, at: now)
        case .impersonate(let role):
            let foreign = guest(.foreign)
            if role != .foreign { addresses[index(of: role)] = foreign.server }
        case .killPooler:
            let pooler = poolers[0]
            let (run, life) = (pooler.run, agents[0].life)
            pooler.crash()
            schedule(.consoleEnds(agent: 0, life: life, poolerRun: run), after: .milliseconds(2))
            schedule(.poolerStarts(agent: 0, run: pooler.run), after: .milliseconds(60))
        case .freezePooler, .thawPooler:
            poolers[0].isFrozen = step == .freezePooler
            noteImpediment(0)
            noteTampering(agents[0])
        default: break
        }
    }

    private func expect(_ role: Scenario.Server) {
        director?.awaited = role
        director?.acknowledged = 0
    }

    /// Whether the condition of `step` has come to hold, or has not within its time limit.
    private func isOver(_ step: Scenario.Step) -> Bool {
        guard let director, let since = director.waitsSince else { return true }
        switch step {
        case .untilBack:
            guard let awaited = director.awaited, director.acknowledged < plan.clientsPerPool else { return true }
            guard now - since > Director.patience else { return false }
            if director.scenario.expectation.isBack { self.director?.faults.append("not all came back to \(awaited)") }
        case .untilSaid(let saying): return isSaid(saying) || now - since > Director.sayingPatience
        case .untilKnown(let role): return agents[0].knows(address(of: role)) || now - since > Director.patience
        default: break
        }
        return true
    }

    private func isSaid(_ saying: Scenario.Saying) -> Bool {
        let pool = poolers[0].writes
        switch saying {
        case .clientsHeld: return pool.isPaused
        case .writesRouted: return director?.said.contains(WriteRule.route.rawValue) == true
        case .splitBrain: return agents[0].rule == .splitBrain
        case .writesFailBySplitBrain:
            return agents[0].rule == .splitBrain && !pool.isPaused && (pool.isDisabled || pool.address == nil)
        case .passwordTaken: return true
        }
    }

    // Who plays what

    private func index(of role: Scenario.Server) -> Int {
        role == .clone || role == .foreign ? guest(role).server : role.number
    }

    private func address(of role: Scenario.Server) -> Int {
        role == .clone || role == .foreign ? guest(role).address : role.number
    }

    private func site(of place: Scenario.Place) -> Site {
        switch place {
        case .server(let role): .server(index(of: role))
        case .agent: .agent(0)
        case .resolver: .names
        }
    }

    /// A copy of the primary that was promoted on its own, or the first server of another cluster; it is made when a
    /// step first names it.
    private func guest(_ role: Scenario.Server) -> (server: Int, address: Int) {
        if let known = director?.guests[role] { return known }
        let primary = servers[promoter.primary]
        let server =
            role == .clone
            ? addServer(systemIdentifier: cluster, timeline: primary.timeline + 1, lsn: primary.lsn + 50)
            : addServer(systemIdentifier: Self.stranger, timeline: 1, lsn: 50_000)
        guard let server, let address = addAddress(of: server.index) else { preconditionFailure("no room for guests") }
        director?.guests[role] = (server.index, address)
        return (server.index, address)
    }
}

extension Director {
    /// The next step; nil after the last one.
    fileprivate var step: Scenario.Step? { scenario.steps.indices.contains(next) ? scenario.steps[next] : nil }
}
