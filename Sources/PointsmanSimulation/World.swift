import PointsmanCore
package import PointsmanScenarios

/// The simulated world: a queue of occurrences, and everything that they happen to. It has one thread, one seed and no
/// clock.
package final class World {
    /// The system identifier of the cluster at the beginning.
    package static let cluster = Numbering.cluster
    static let stranger = Numbering.stranger
    static let sampleInterval = VirtualTime.milliseconds(200)
    static let enoughAgreements = 10

    package let plan: WorldPlan
    package private(set) var now = VirtualTime.zero
    /// The number of events that the conductors have handled.
    package private(set) var events: UInt64 = 0
    package private(set) var hash = TraceHash()
    package private(set) var checkers: Checkers
    /// Gets a line for everything that matters; nil costs nothing.
    var trace: ((String) -> Void)?
    /// Gets what goes through the conductors; nil costs nothing.
    package var recorder: ((ConductorCall) -> Void)?
    /// Gets all facts that the checkers get; nil costs nothing.
    package var listener: ((Fact, VirtualTime) -> Void)?
    let discoveryInterval: VirtualTime
    var queue = EventQueue()
    var network: Network
    var workload: SeededGenerator
    var shells: SeededGenerator
    var servers: [ServerModel] = []
    /// The server that each address leads to.
    var addresses: [Int?] = []
    /// The server that each address led to first.
    var firstLed: [Int?] = []
    var names = NameService(truth: [])
    let promoter: Promoter
    private(set) var poolers: [PoolerModel] = []
    private(set) var agents: [AgentModel] = []
    /// The number of histories of the cluster that have used each timeline's number.
    var promotions: [UInt32: Int] = [:]
    var highestTimeline: UInt32 = 3
    /// The cluster's system identifier; an upgrade changes it.
    var cluster = World.cluster
    /// How many times the primary became one that fences refuse.
    var lastWord: UInt32 = 0
    /// The moment from which an operator tells the agents so, and the number of the operator's next look.
    var wordDue = VirtualTime.zero
    var operatorTurn: UInt32 = 0
    var operators: SeededGenerator
    var stops: SeededGenerator
    /// The notices of agents to each other, and the generator for their fates.
    var bus: [BusNotice] = []
    var moves: SeededGenerator
    var lastMove: UInt64 = 0
    var movePlans: [MoveID: PlannedMove] = [:]
    var preparedMoves: [(MoveID, PlannedMove)] = []
    /// The number of agents that were stopped inside a hold.
    package var stopsInHolds = 0
    /// Whether agents read what their poolers log, as those do that have started them.
    let hearsPoolers: Bool
    /// Whether operators resume poolers by hand while they hold clients.
    let resumesByHand: Bool
    var hands: SeededGenerator
    /// The second opinions that agents are told to ask, and those that they search for.
    let asked: [OpinionSource]
    let sought: [OpinionSource]
    /// The present behaviour of Patroni and flycheck.
    var moods: [SourceMood] = [.honest, .honest]
    /// When one of them has last changed.
    var soundSince = VirtualTime.zero
    var sourceDraws: SeededGenerator
    /// How often an operator has done that.
    package var handResumes = 0
    /// Whether guards are told when a hold must be over.
    let limitsHolds: Bool
    /// How many clients have lost their connections though they merely waited.
    package private(set) var dropped = 0
    /// Servers whose files were put back.
    var rolledBack: Set<Int> = []
    /// Whether an agent has ever been stopped, so that one may be stopped now.
    var hasStoppedAgents = false
    private(set) var isHealed = false
    /// For how many looks in a row all agents have agreed since the healing.
    var agreements = 0
    private(set) var isOver = false
    var lastToken: UInt32 = 0
    /// Leads a drill's scenario; nil if only the plan's faults happen.
    var director: Director?
    /// The targets of each fault that goes on.
    var targets: [[Int]] = []

    /// - Parameter limitsHolds: false removes the limit of a hold without its agent, to see which checker notices.
    package init(_ plan: WorldPlan, limitsHolds: Bool = true) {
        self.plan = plan
        self.limitsHolds = limitsHolds
        let seeds = Seeds(plan.seed)
        checkers = Checkers(agents: plan.agents, policy: plan.policy, laxest: plan.laxestPolicy)
        network = Network(generator: seeds.generator(for: .network))
        workload = seeds.generator(for: .workload)
        shells = seeds.generator(for: .shells)
        operators = seeds.generator(for: .operators)
        stops = seeds.generator(for: .stops)
        moves = seeds.generator(for: .moves)
        let isFree = plan.scenario == nil && plan.moves.isEmpty
        hands = seeds.generator(for: .hands)
        hearsPoolers = hands.chance(permille: 500)
        sourceDraws = seeds.generator(for: .sources)
        // A drill names its own events, and a planned move is judged by what agents do.
        (asked, sought) = isFree ? World.sources(&sourceDraws) : ([], [])
        resumesByHand = isFree ? hands.chance(permille: 200) : false
        promoter = Promoter(generator: seeds.generator(for: .promotions), longest: plan.promotionDelay)
        discoveryInterval = .milliseconds(shells.pick([1_000, 2_000, 3_000]))
        targets = Array(repeating: [], count: plan.faults.count)
        director = plan.scenario.map { Director(scenario: $0) }
        build()
    }

    private func build() {
        for index in 0..<plan.members {
            let server = ServerModel(
                index: index, systemIdentifier: Self.cluster, role: index == 0 ? .primary : .standby(upstream: 0),
                timeline: 3, lsn: 10_000)
            // Of a drill's servers only the first one has a standby that commits wait for.
            server.isSynchronous = plan.isSynchronous && (plan.scenario == nil || index == 0)
            server.showsReceiver = plan.showsReceiver
            servers.append(server)
            addresses.append(index)
            firstLed.append(index)
        }
        names = NameService(truth: Array(0..<plan.members))
        promotions[3] = 1
        for agent in 0..<plan.agents {
            for server in 0..<Site.mostServers {
                network.setDelay(
                    .agent(agent), .server(server), shells.time(plan.nearest...plan.farthest))
            }
            poolers.append(PoolerModel(agent: agent, world: self))
            let clock = DriftingClock(
                offset: shells.time(.zero ... .seconds(1_000_000)).nanoseconds, drift: Int64(shells.below(401)) - 200)
            agents.append(AgentModel(index: agent, world: self, clock: clock, policy: informed(plan.policy)))
        }
    }

    /// Starts everything.
    package func begin() {
        for pooler in poolers {
            pooler.start()
            for _ in 0..<plan.clientsPerPool { pooler.writes.addClient(beginning: thinkTime()) }
        }
        for agent in agents { agent.start() }
        for index in plan.faults.indices {
            schedule(.faultBegins(index: Int32(index)), at: plan.faults[index].begin)
        }
        for index in plan.reloads.indices {
            schedule(.reload(index: Int32(index)), at: plan.reloads[index].moment)
        }
        if hasSources {
            for index in moods.indices { schedule(.sourceTurns(index: Int32(index)), at: .seconds(2)) }
        }
        for index in plan.moves.indices {
            schedule(.moveBegins(index: Int32(index)), at: plan.moves[index].moment)
        }
        schedule(.sample, at: Self.sampleInterval)
        guard director == nil else { return schedule(.scenarioStep, at: plan.safety) }
        schedule(.promoterLooks(turn: 0), at: Promoter.interval)
        schedule(.heal, at: plan.safety)
    }

    /// Runs to the end or to the first violation.
    package func run() {
        begin()
        while !isOver, checkers.violation == nil, step() {
            checkers.count(events, at: now)
        }
    }

    /// Runs until `moment`.
    package func run(until moment: VirtualTime) {
        schedule(.nothing, at: moment)
        while now < moment, step() {}
    }

    /// Whether every pooler turns clients away and lets none wait.
    package var poolersTurnAway: Bool {
        poolers.allSatisfy { $0.writes.isDisabled && $0.writes.waitingCount == 0 }
    }

    /// Whether every pooler sends writes to `server` now.
    package func poolersAgree(on server: Int) -> Bool {
        poolers.allSatisfy { actual($0) == server }
    }

    /// Whether `server` reports that it is a primary.
    package func isPrimary(_ server: Int) -> Bool { servers[server].isPrimary }

    /// Whether the latest probe of `agent` has shown it as a primary.
    package func isKnownPrimary(_ server: Int, to agent: Int) -> Bool { agents[agent].sees(servers[server]) }

    private func step() -> Bool {
        guard let entry = queue.next() else { return false }
        now = entry.time
        dispatch(entry.occurrence)
        return true
    }

    // What is true

    func note(_ fact: Fact) {
        if trace != nil { traceFact(fact) }
        if case .dropped = fact { dropped += 1 }
        director?.hear(fact)
        listener?(fact, now)
        checkers.take(fact, at: now)
    }

    private func traceFact(_ fact: Fact) {
        switch fact {
        case .observed, .looked, .compared: break
        default: trace?("fact \(fact)")
        }
    }

    func fold(_ word: UInt64) { hash.fold(word) }

    func count(agent: Int, directives: Int) {
        events += 1
        hash.fold(UInt64(truncatingIfNeeded: now.nanoseconds) ^ UInt64(agent) << 56 ^ UInt64(directives) << 48)
    }

    func own(_ timeline: UInt32) {
        promotions[timeline, default: 0] += 1
        highestTimeline = max(highestTimeline, timeline)
    }

    /// Whether more than one history has, or had, the highest timeline's number.
    var isTopContended: Bool { promotions[highestTimeline, default: 0] > 1 }

    /// Lets go of the participants of the world. They refer to it with strong references, which makes it much faster: a
    /// world that is no longer needed stays until this is called.
    package func dissolve() {
        for pooler in poolers { pooler.dissolve() }
        poolers = []
        agents = []
    }

    func setHealed() { isHealed = true }
    func end() { isOver = true }
}
