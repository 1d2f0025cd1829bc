import PointsmanCore
package import PointsmanScenarios

/// A large fleet when its primary crashes: real conductors, and as much of the rest as the load on the members depends on.
/// Unlike ``World`` it has no faults besides, no checkers, and poolers that only log in.
///
/// All agents stand near the members. The primary's process dies, so that every agent sees the end of its link; a standby
/// is promoted some seconds later.
package final class FleetCrash {
    package struct Plan: Sendable {
        package var agents: Int
        package var members = 3
        /// How long the HA manager takes.
        package var promotionDelay = VirtualTime.seconds(3)
        /// How many logins a second a server can let in.
        package var loginsPerSecond: Int64 = 2_000
        /// The fleet's budget of probes a second at a member.
        package var probesPerSecond = Policy().fleetProbes
        /// How many connections each pooler opens for the clients that wait.
        package var connectionsEach = 4

        package init(agents: Int) {
            self.agents = agents
        }
    }

    let plan: Plan
    private(set) var now = VirtualTime.zero
    private var queue = CrashQueue()
    private(set) var servers: [CrashServer]
    private(set) var agents: [CrashAgent] = []
    var draws: SeededGenerator
    /// The events that the conductors have handled.
    var events: UInt64 = 0
    var failedLogins = 0
    private(set) var crashed = VirtualTime.never
    private(set) var promoted = VirtualTime.never

    /// The server that is promoted.
    static let successor = 1
    /// PgBouncer's `server_connect_timeout`.
    static let loginPatience = VirtualTime.seconds(15)

    package init(_ plan: Plan) {
        self.plan = plan
        servers = (0..<plan.members).map { CrashServer(index: $0) }
        draws = Seeds(1).generator(for: .network)
        var policy = Policy()
        policy.canaryInterval = .zero
        policy.fleetProbes = plan.probesPerSecond
        let fleet = (0..<plan.agents).map { CrashAgent.address(of: $0) }
        agents = (0..<plan.agents).map { CrashAgent(index: $0, load: self, policy: policy, fleet: fleet) }
    }

    func schedule(_ event: CrashEvent, at moment: VirtualTime) { queue.add(event, at: max(moment, now)) }
    func schedule(_ event: CrashEvent, after span: VirtualTime) { queue.add(event, at: now + span) }

    /// How long one message takes.
    func delay() -> VirtualTime { draws.time(.microseconds(100) ... .microseconds(400)) }

    /// Starts the agents one after the other, lets them rest, crashes the primary, and waits until all are served again.
    package func run() -> FleetCrashResult {
        // As a deployment does it: the members are dialled no faster than they are probed later.
        let started = VirtualTime.milliseconds(Int64(plan.agents) * 8)
        for agent in agents {
            schedule(.agentStarts(Int32(agent.index)), at: draws.time(.zero...max(started, .seconds(1))))
        }
        let rest = started + VirtualTime.milliseconds(Int64(plan.agents) * 4) + .seconds(5)
        let crash = rest + max(.seconds(10), started)
        schedule(.crash, at: crash)
        schedule(.promotion, at: crash + plan.promotionDelay)
        let end = crash + plan.promotionDelay + .seconds(60)
        while let (time, event) = queue.next(), time < end {
            now = time
            dispatch(event)
            if promoted < .never, now > promoted + .seconds(1), isSettled { break }
        }
        return FleetCrashResult(self, restFrom: rest, until: now)
    }

    /// Whether every pooler has all its connections again; asked for seldom.
    private var isSettled: Bool {
        guard servers[Self.successor].loginsDone < now, events % 512 == 0 else { return false }
        return agents.allSatisfy { $0.pooler.served != nil && $0.pooler.loginsLeft == 0 && $0.isConfirmed }
    }

    private func dispatch(_ event: CrashEvent) {
        switch event {
        case .agentStarts(let agent): agents[Int(agent)].start()
        case .wake(let agent): agents[Int(agent)].wake()
        case .probeDue(let agent, let member, let turn): agents[Int(agent)].ask(Int(member), turn)
        case .probeArrives(let agent, let member, let turn): agents[Int(agent)].probeArrives(Int(member), turn)
        case .probeReturns(let agent, let member, let turn): agents[Int(agent)].probeReturns(Int(member), turn)
        case .linkEnds(let agent, let member): agents[Int(agent)].linkEnds(Int(member))
        case .operationEnds(let agent, let id): agents[Int(agent)].operationEnds(id)
        case .peerDue(let agent, let place, let turn): agents[Int(agent)].askPeer(Int(place), turn)
        case .peerAsked(let agent, let place, let turn): agents[Int(agent)].questionArrives(Int(place), turn)
        case .peerAnswers(let agent, let place, let turn): agents[Int(agent)].peerAnswers(Int(place), turn)
        case .loginArrives(let agent, let turn): agents[Int(agent)].pooler.loginArrives(turn)
        case .loginEnds(let agent, let turn): agents[Int(agent)].pooler.loginEnds(turn)
        case .crash: crash()
        case .promotion: promote()
        }
    }

    func followers(of primary: Int) -> [Int] {
        servers.filter { $0.isRunning && $0.upstream == primary }.map(\.index)
    }

    private func crash() {
        crashed = now
        servers[0].isRunning = false
        for agent in agents { agent.loses(0) }
    }

    /// The standby takes writes, the other standbys follow it, and whoever waits at it is answered.
    private func promote() {
        promoted = now
        let server = servers[Self.successor]
        server.isPrimary = true
        server.upstream = nil
        for other in servers where other.index != server.index && other.isRunning { other.upstream = server.index }
        for other in servers where other.isRunning { other.timeline = 4 }
        let (probes, logins) = (server.waitingProbes, server.waitingLogins)
        (server.waitingProbes, server.waitingLogins) = ([], [])
        // A statement that waits looks each millisecond, and the fence more seldom.
        for probe in probes { agents[probe.agent].answer(at: server, probe.turn, after: .milliseconds(1)) }
        for login in logins { agents[login.agent].pooler.letIn(at: server, login.turn, after: .milliseconds(10)) }
    }
}
