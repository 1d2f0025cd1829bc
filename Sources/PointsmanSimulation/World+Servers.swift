import PointsmanCore
import PointsmanScenarios

// The lives of servers, and their reports.
extension World {
    /// Ends its processes; connected programs within reach see the end of their connections.
    func crash(_ index: Int) {
        let server = servers[index]
        guard server.isRunning else { return }
        server.crash()
        trace?("server \(index) dies")
        if server.isPowered { endSessions(at: server) }
    }

    /// Ends every session with `server`, and tells the owners of the sessions.
    func endSessions(at server: ServerModel) {
        let index = server.index
        for agent in agents {
            guard let delay = delay(from: .server(index), to: .agent(agent.index)) else { continue }
            for address in addresses.indices
            where addresses[address] == index && agent.probers[address].isConnected
                && agent.probers[address].server == index && agent.probers[address].epoch == server.epoch
            {
                schedule(
                    .linkEnds(agent: Int32(agent.index), address: Int32(address), turn: server.epoch), after: delay)
            }
            for pool in poolers[agent.index].pools {
                for link in pool.links where link.server == index && link.epoch == server.epoch {
                    schedule(
                        .serverLinkEnds(pool: Int32(pool.index), link: link.id), after: delay + consoleDelay() * 10)
                }
            }
            loseReaders(of: poolers[agent.index], at: index)
        }
    }

    /// Clients that read have sessions at `server`, too, if the pooler leads them there, and its log tells of their
    /// loss. Nothing else of those clients is modelled.
    private func loseReaders(of pooler: PoolerModel, at server: Int) {
        guard pooler.isRunning, !pooler.isFrozen, let address = pooler.pools[1].address, addresses[address] == server
        else { return }
        for _ in 0..<3 { agents[pooler.agent].poolerTellsOfLoss(.ofReads) }
    }

    func start(_ index: Int) {
        guard !servers[index].isRunning, !servers[index].isRetired else { return }
        servers[index].start(at: now, recoversFor: consoleDelay() * 300)
        trace?("server \(index) starts as \(servers[index].role), timeline \(servers[index].timeline)")
    }

    /// Makes a standby end its recovery, which shows for a while before it takes writes.
    func beginPromotion(_ index: Int, to timeline: UInt32, taking span: VirtualTime) {
        servers[index].isPromoting = true
        tellOfPromotion(servers[index])
        schedule(
            .promotionEnds(server: Int32(index), epoch: servers[index].epoch, timeline: timeline), after: span)
    }

    func endPromotion(_ index: Int, _ epoch: UInt32, to timeline: UInt32) {
        guard servers[index].epoch == epoch, servers[index].isPromoting else { return }
        guard !servers[index].isHung else {
            return beginPromotion(index, to: timeline, taking: .milliseconds(20))
        }
        promote(index, to: timeline)
    }

    func promote(_ index: Int, to timeline: UInt32) {
        let server = servers[index]
        tellOfPromotion(server)
        server.promote(to: timeline)
        if !servers[index].isOutsider || servers[index].systemIdentifier == cluster { own(timeline) }
        trace?("server \(index) is promoted to timeline \(timeline)")
    }

    /// A standby looks each millisecond once it has lost its primary, and less often before.
    private func tellOfPromotion(_ server: ServerModel) {
        let isLost = server.upstream.map { !servers[$0].isRunning } ?? true
        for agent in agents { agent.standbyIsPromoted(server, looking: .milliseconds(isLost ? 1 : 20)) }
    }

    /// pg_rewind and a start as a standby.
    func rewind(_ index: Int, to upstream: Int) {
        crash(index)
        let server = servers[index]
        server.role = .standby(upstream: upstream)
        server.timeline = servers[upstream].timeline
        server.lsn = servers[upstream].lsn
        server.stalledAt = nil
        server.isReadOnly = false
        server.isFull = false
        rolledBack.remove(index)
        start(index)
    }

    func follow(_ index: Int, _ upstream: Int) {
        let server = servers[index]
        guard !server.isPrimary, servers[upstream].isPrimary, index != upstream,
            server.timeline <= servers[upstream].timeline
        else { return }
        server.role = .standby(upstream: upstream)
        refresh(server)
    }

    /// Gives a standby what its primary has written, if it can receive it.
    func refresh(_ server: ServerModel) {
        guard case .standby(let upstream?) = server.role, server.answers, servers[upstream].answers,
            servers[upstream].timeline >= server.timeline, isOpen(.server(upstream), .server(server.index))
        else { return }
        server.timeline = servers[upstream].timeline
        server.lsn = max(server.lsn, servers[upstream].lsn)
        if server.stalledAt == nil { server.caughtUp = now }
    }

    func refreshStandbys() {
        for server in servers { refresh(server) }
    }

    /// Whether a standby can confirm a commit of `primary`.
    func hasStandby(_ primary: ServerModel) -> Bool {
        followers(of: primary) > 0
    }

    /// The number of standbys that stream from `primary`.
    func followers(of primary: ServerModel) -> Int {
        var count = 0
        for index in servers.indices where servers[index].upstream == primary.index {
            if servers[index].answers, isOpen(.server(primary.index), .server(index)) { count += 1 }
        }
        return count
    }

    /// The standbys that stream from `primary`, as its connections show them to a role with rights. To a role without
    /// rights any physical sender may be a standby.
    private func shownFollowers(of primary: ServerModel) -> Followers {
        let standbys = servers.indices.filter { index in
            servers[index].upstream == primary.index && servers[index].answers
                && isOpen(.server(primary.index), .server(index))
        }
        if !primary.showsReceiver {
            let isPlain = standbys.isEmpty && !primary.senders.contains(where: \.isPhysical)
            return isPlain ? .standbys([]) : .unknown
        }
        let strangers = primary.senders.filter(\.looksLikeStandby).map { sender -> IPAddress in
            guard sender == .memberArchiver else { return .v4(0x0A00_FF01) }
            let ended = servers.first { $0 !== primary && $0.isPowered && !$0.isRunning }
            return ended.map { id(of: $0.home).address } ?? .v4(0x0A00_FF01)
        }
        return .standbys(standbys.map { id(of: servers[$0].home).address } + strangers)
    }

    func report(of server: ServerModel) -> ServerReport {
        if server.isPrimary {
            return ServerReport(
                identity: server.identity, isInRecovery: false, isReadOnly: server.isReadOnly,
                timeline: Timeline(server.timeline), lsn: LSN(bytes: server.lsn), followers: shownFollowers(of: server))
        }
        refresh(server)
        let upstream = shownUpstream(of: server)
        return ServerReport(
            identity: server.identity, isInRecovery: true, timeline: upstream != nil ? Timeline(server.timeline) : nil,
            lsn: LSN(bytes: server.replayed), upstream: upstream.map { .member(id(of: servers[$0].home)) } ?? .unknown,
            staleness: staleness(of: server).map { .nanoseconds($0.nanoseconds) },
            isPromoting: server.isPromoting && server.showsReceiver)
    }

    /// The server that a standby shows as its upstream; nil if the role may not see it.
    private func shownUpstream(of server: ServerModel) -> Int? {
        guard server.showsReceiver, let upstream = server.upstream, servers[upstream].isRunning else { return nil }
        return upstream
    }

    /// The time for which a standby may have missed its primary's writes, if it can tell.
    private func staleness(of server: ServerModel) -> VirtualTime? {
        server.showsReceiver && !server.isPrimary ? now - server.caughtUp : nil
    }

    /// The report of `server` to `agent`, if `followers` are shown to stream from it; `agent` judges by the cluster
    /// that it was told of.
    func claim(of server: ServerModel, followers: Followers, to agent: AgentModel) -> Claim {
        Claim(
            server: server.index, isOurs: agent.isOwn(server.systemIdentifier), isInRecovery: !server.isPrimary,
            isReadOnly: server.isReadOnly, timeline: server.timeline,
            lsn: server.isPrimary ? server.lsn : server.replayed, follows: shownUpstream(of: server),
            followers: servers.count { $0.isRunning && followers.shows(id(of: $0.home).address) },
            staleness: staleness(of: server),
            run: server.epoch, cluster: server.systemIdentifier)
    }
}
