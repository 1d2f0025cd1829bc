import PointsmanCore
import PointsmanScenarios

// The events that the conductor gets, and the effects of its directives.
extension AgentModel {
    func post(_ event: Event) {
        guard isAlive else { return }
        if backlog != nil { return backlog!.events.append(event) }
        world.trace?("agent \(index) ← \(event)")
        let moment = clock.instant(at: world.now)
        let before = world.recorder == nil ? nil : conductor.state
        let directives = conductor.handle(event, at: moment)
        if let before {
            world.recorder?(
                ConductorCall(
                    agent: index, life: life, state: before, event: event, directives: directives, moment: moment))
        }
        world.count(agent: index, directives: directives.count)
        // The fence must be told first: the agent decided its orders by it.
        if directives.contains(.publish) { hearFence() }
        for directive in directives { obey(directive) }
    }

    func forgetTotals() {
        heldTotals = nil
        totalsAtRoute = nil
    }

    private func obey(_ directive: Directive) {
        switch directive {
        case .perform(let id, let operation):
            world.trace?("agent \(index) → \(operation)")
            world.fold(0x100 + id.number)
            begin(id, operation)
        case .probe(let plan): follow(plan)
        case .inspect(let inspection): inspect(inspection)
        case .limitLogins(let isLimited):
            limitsLogins = isLimited
            limitLogins()
        case .redial(let member): redial(member)
        case .notify(let notice, let member): send(notice, through: member)
        case .consult(let wish): consult(wish)
        case .seek(let search): seek(search)
        case .lookUp(let span): lookUp(within: span)
        case .discover(let interval): look(every: interval)
        case .askPeers(let question): follow(question)
        case .publish: hear()
        case .limitHold(let until): limitHold(until: until)
        case .record(let decision):
            rule = decision.verdict.rule
            world.note(.decided(agent: index, rule: decision.verdict.rule.rawValue))
            world.trace?("agent \(index) says \(decision.verdict.rule.rawValue), \(decision.readiness)")
            world.fold(UInt64(decision.verdict.action.number) << 8 | (decision.readiness.isReady ? 1 : 0))
        case .close: break
        case .wake(let at):
            wakeAt = at
            world.schedule(.wake(agent: Int32(index), life: life), at: clock.moment(of: at))
        }
    }

    /// A stopped process answers no question.
    func fallSilent() {
        isReady = false
        isDegraded = false
        world.note(.spoke(agent: index, isReady: false))
    }

    /// Takes the parts of the status that matter here.
    func hear() {
        guard let told = conductor.status else { return }
        isOperatorHolding = told.heldByOperatorUntil != nil
        if policy.fleetSender != nil { hear(told.move) }
        refused = told.refused.compactMap { world.address(of: $0.member) }
        let (isReady, isDegraded) = (told.readiness.isReady, told.readiness.isDegraded)
        if !hasSpoken || isReady != self.isReady || isDegraded != self.isDegraded {
            hasSpoken = true
            self.isReady = isReady
            self.isDegraded = isDegraded
            world.note(.spoke(agent: index, isReady: isReady, isDegraded: isDegraded))
        }
    }

    /// The answer that it gives another agent now.
    func answerToPeer() -> PeerWord.Answer {
        guard let status = conductor.status else { return .unclear }
        let address = status.setting.flatMap { world.address(of: $0.writes.member) }
        let sent = address.flatMap { probers[$0].reportSent }
        return status.answerToPeer(seen: sent.map { Duration.nanoseconds((world.now - $0).nanoseconds) })
    }

    /// Whether it is ready and not degraded.
    var isWell: Bool { isReady && !isDegraded }

    private func hearFence() {
        let told = conductor.fence
        guard told != fence else { return }
        fence = told
        if let told { hear(told) }
    }

    private func hear(_ told: Fence) {
        let isChoice = cluster == nil && mayPin(told.systemIdentifier.number)
        if isChoice { cluster = told.systemIdentifier.number }
        world.note(.raised(agent: index, fence: told, owner: owner(of: told)))
        // From now on this agent takes another cluster for ours; an operator has to correct that.
        if isChoice, cluster != world.cluster {
            judgeAgain()
            world.needWord(of: self)
        }
    }

    func wake(_ life: UInt32) {
        guard life == self.life, let due = wakeAt, clock.instant(at: world.now) >= due else { return }
        wakeAt = nil
        post(.wake)
    }
}
