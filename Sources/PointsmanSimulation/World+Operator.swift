import PointsmanCore
import PointsmanScenarios

// Operators: they replace the cluster by one that fences refuse, and tell each agent, as `pointsman fence adopt` and
// `fence reset` do.
extension World {
    static let operatorInterval = VirtualTime.milliseconds(200)

    /// Whether `fence` lets the present primary be written to; nil is no fence. An operator may have passed that server
    /// over before it became the primary.
    func accepts(_ fence: Fence?) -> Bool {
        guard let fence else {
            return plan.policy.systemIdentifier.map { $0.number == cluster } ?? true
        }
        let primary = servers[promoter.primary]
        guard !fence.disowns(primary.identity) else { return false }
        guard fence.systemIdentifier.number == cluster, fence.timeline.number <= highestTimeline else { return false }
        guard fence.timeline.number == primary.timeline else { return fence.timeline.number < primary.timeline }
        return address(of: fence.owner) == primary.home && fence.lsn.bytes <= primary.lsn
    }

    /// Makes an agent read its configuration again, unless it is stopped.
    func reload(_ reload: PlannedReload) {
        guard !agents[reload.agent].isStopped else { return }
        trace?("agent \(reload.agent) gets hold_timeout \(reload.policy.holdTimeout)")
        agents[reload.agent].take(informed(reload.policy))
    }

    /// Notes that fences refuse the primary from now on. After `span` an operator begins to tell the agents.
    private func needWord(after span: VirtualTime) {
        lastWord += 1
        wordDue = now + span
        for agent in agents where agent.isAlive { agent.lookAtWord() }
        callOperator()
    }

    /// Notes that `agent` has pinned another cluster than ours. An operator begins to tell it.
    func needWord(of agent: AgentModel) {
        for other in agents where other.heardWord == lastWord { other.heardWord += 1 }
        lastWord += 1
        agent.lookAtWord()
    }

    func callOperator() {
        operatorTurn += 1
        schedule(.operatorLooks(turn: operatorTurn), at: max(now + Self.operatorInterval, wordDue))
    }

    /// Tells the agents that don't know yet, each at some moment.
    func operatorLooks(_ turn: UInt32) {
        guard turn == operatorTurn, agents.contains(where: { $0.heardWord < lastWord }) else { return }
        for agent in agents where agent.isAlive && agent.heardWord < lastWord { tell(agent) }
        callOperator()
    }

    private func tell(_ agent: AgentModel) {
        let primary = servers[promoter.primary]
        guard primary.isPrimary, primary.answers, primary.systemIdentifier == cluster else { return }
        if accepts(agent.fence) {
            agent.heardWord = lastWord
            return
        }
        // The operator reads the status first, and gives no command that the status does not name.
        guard isHealed || operators.chance(permille: 400), agent.sees(primary),
            agent.refused.contains(where: { addresses[$0] == primary.index })
        else { return }
        let isUnmistakable = servers.count { $0.isPrimary && $0.isRunning } == 1 && names.mood == .honest
        let isPinnedElsewhere = plan.policy.systemIdentifier.map { $0.number != cluster } ?? false
        if isUnmistakable, !isPinnedElsewhere, operators.chance(permille: 500) {
            agent.request(.resetFence)
        } else {
            agent.request(.adoptFence(member(at: primary.home).id))
        }
    }

    /// pg_upgrade: the same servers with a new cluster, which begins at timeline 1.
    func upgrade(_ fault: PlannedFault) {
        beginCluster(timeline: 1)
        replaceAll(timeline: 1, lsn: 5_000, fault)
    }

    /// A cluster from a backup: on a lower timeline, or with less of the first one.
    func restore(_ fault: PlannedFault) {
        let primary = servers[promoter.primary]
        let timeline = max(1, Int(primary.timeline) - 1 - fault.variant % 2)
        beginHistory(timeline: UInt32(timeline))
        replaceAll(timeline: UInt32(timeline), lsn: primary.lsn - min(primary.lsn, 3_000), fault)
    }

    private func replaceAll(timeline: UInt32, lsn: UInt64, _ fault: PlannedFault) {
        for server in servers where !server.isOutsider {
            crash(server.index)
            server.systemIdentifier = cluster
            server.role = server.index == promoter.primary ? .primary : .standby(upstream: promoter.primary)
            server.timeline = timeline
            server.lsn = lsn
            server.stalledAt = nil
            server.isReadOnly = false
            server.isFull = false
            rolledBack.remove(server.index)
            let isFirst = server.index == promoter.primary
            schedule(
                .serverStarts(server: Int32(server.index), epoch: server.epoch),
                after: .milliseconds(Int64(100 + fault.variant % (isFirst ? 400 : 2_000))))
        }
        needWord(after: fault.span)
    }

    /// The primary's disk in another machine: the same history at another address, with the standbys behind it.
    func moveAddress(_ fault: PlannedFault) {
        let old = servers[promoter.primary]
        guard old.isPrimary, let new = replacement(for: old), let home = addAddress(of: new.index) else { return }
        new.home = home
        crash(old.index)
        retire(old)
        names.truth = names.truth.map { $0 == old.home ? home : $0 }
        promoter.primary = new.index
        schedule(.serverStarts(server: Int32(new.index), epoch: new.epoch), after: .milliseconds(200))
        for server in servers where !server.isOutsider && !server.isPrimary {
            schedule(
                .standbyFollows(server: Int32(server.index), upstream: Int32(new.index)),
                after: .milliseconds(Int64(300 + fault.variant % 1_500)))
        }
        needWord(after: fault.span)
    }

    private func retire(_ server: ServerModel) {
        server.isOutsider = true
        server.isRetired = true
        server.isPowered = false
        addresses[server.home] = nil
    }
}
