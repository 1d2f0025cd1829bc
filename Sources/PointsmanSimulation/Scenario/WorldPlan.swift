package import PointsmanCore
package import PointsmanScenarios

/// The script of one run, all of it drawn from the seed: the participants, the faults with their moments, and the
/// moment of healing.
package struct WorldPlan: Sendable {
    package let seed: UInt64
    package let agents: Int
    package let members: Int
    package let policy: Policy
    package let faults: [PlannedFault]
    /// The changes of agents' time limits.
    package let reloads: [PlannedReload]
    /// The switchovers that operators plan.
    package let moves: [PlannedMove]
    /// An agent of an earlier version, which hears no notices; nil if there is none.
    let olderAgent: Int?
    /// How many addresses DNS names of each agent: with two, as of a machine with both families, it must not ask itself.
    var addressesOfAgent = 1
    /// The share of notices that another session sends again, in thousandths.
    let replayPermille: Int
    /// The moment until which faults go on; then everything is healed and must converge.
    package let safety: VirtualTime
    package let liveness: VirtualTime
    /// Whether the run ends once all agents have agreed for a while, without checking that this lasts.
    package let endsEarly: Bool
    let clientsPerPool: Int
    /// The share of transactions that stay open for long, in thousandths.
    let longPermille: Int
    let isSynchronous: Bool
    let showsReceiver: Bool
    /// Whether the operator excludes copies and strangers by their names.
    let excludesCopies: Bool
    /// Whether agents are stopped inside holds.
    package let stopsInHolds: Bool
    /// The way in which agents may cut connections that hang in their poolers.
    let cutting: CuttingWay
    /// The drill to play, with no random faults: its steps take their place, and only they promote servers.
    package let scenario: Scenario?
    /// The longest time from the loss of a primary to the next promotion.
    let promotionDelay: VirtualTime
    /// The longest time of a message between two places.
    let farthest: VirtualTime
    /// The shortest time of one.
    let nearest: VirtualTime
    /// The time that a drill's promotion takes.
    let promotion: VirtualTime

    /// - Parameters:
    ///   - safety: how long faults go on.
    ///   - needsWords: whether faults that only an operator's command can mend are among them.
    package init(
        seed: UInt64, agents: Int, safety: VirtualTime = .seconds(30), endsEarly: Bool = false,
        needsWords: Bool = false,
        plansMoves: Bool = false
    ) {
        var chance = Seeds(seed).generator(for: .scenario)
        self.seed = seed
        scenario = nil
        self.agents = agents
        self.safety = safety
        self.endsEarly = endsEarly
        members = chance.pick([2, 3, 3, 3, 3, 4, 5])
        var policy = Policy()
        policy.probeInterval = .milliseconds(chance.pick([250, 500, 1_000]))
        let farthest = chance.pick([100, 100, 1_000, 20_000, 80_000])
        // A dial takes several round trips.
        policy.probeTimeout = .milliseconds(farthest > 10_000 ? 1_000 : chance.pick([200, 500]))
        policy.burstInterval = .milliseconds(chance.pick([4, 10, 20]))
        policy.suspectAfter = .milliseconds(chance.pick([500, 1_000, 2_000]))
        policy.drainTimeout = .milliseconds(chance.pick([500, 1_000, 5_000]))
        policy.holdTimeout = max(policy.drainTimeout, .milliseconds(chance.pick([3_000, 8_000, 20_000])))
        policy.systemIdentifier = chance.chance(permille: 700) ? SystemIdentifier(World.cluster) : nil
        policy.isolatedPrimary = chance.chance(permille: 150) ? .hold : .warn
        policy.maxReplicaLag = chance.pick([
            .bytes(16 << 20), .bytes(2_000), .bytes(20_000), .time(.seconds(1)), .time(.seconds(5)),
        ])
        policy.readDamping = .milliseconds(chance.pick([1_000, 5_000]))
        policy.region = chance.pick([nil, Numbering.regions[0], Numbering.regions[1]])
        excludesCopies = chance.chance(permille: 300)
        if excludesCopies { policy.exclusion = Exclusion((0..<Site.mostServers).map(World.copy)) }
        policy.readiness = chance.chance(permille: 250) ? .database : .instance
        // In some runs all agents but the first leave the search for a primary to it.
        var fleet = Seeds(seed).generator(for: .fleet)
        if fleet.chance(permille: 300) { policy.scouts = 1 }
        // A planned move waits for each address that DNS names.
        if !plansMoves, fleet.chance(permille: 250) { addressesOfAgent = 2 }
        self.policy = policy
        var others = Seeds(seed).generator(for: .reloads)
        reloads = PlannedReload.some(agents: agents, policy: policy, until: safety, &others)
        let laxest = reloads.reduce(policy) { $0.laxer($1.policy) }
        liveness = VirtualTime(laxest.holdTimeout + laxest.patience) + TimelyRoute.limit(laxest) + .seconds(5)
        clientsPerPool = 3
        longPermille = chance.pick([0, 0, 50, 200])
        isSynchronous = chance.chance(permille: 250)
        showsReceiver = !chance.chance(permille: 150)
        cutting = chance.cuttingWay()
        promotionDelay = .milliseconds(Int64(chance.pick([200, 1_500, 6_000, 15_000])))
        self.farthest = .microseconds(Int64(farthest))
        (nearest, promotion) = (Self.nearby, Self.usualPromotion)
        let drawn = Self.faults(until: safety, needsWords: needsWords, &chance)
        var planned = Seeds(seed).generator(for: .moves)
        moves =
            plansMoves
            ? PlannedMove.some(
                agents: agents, holdTimeout: VirtualTime(policy.holdTimeout), until: safety, &planned) : []
        olderAgent = plansMoves && planned.chance(permille: 100) ? planned.below(agents) : nil
        replayPermille = plansMoves ? planned.pick([0, 0, 100, 500]) : 0
        faults = plansMoves ? Self.quietFaults(until: safety, &planned) : drawn
        // This draw comes last, so that everything else of a seed stays as it was.
        stopsInHolds = chance.chance(permille: 200)
    }

    /// A quiet world: only the faults in `faults`, and few writers.
    package init(
        quiet agents: Int, members: Int = 3, policy: Policy = Policy(), faults: [PlannedFault] = [],
        reloads: [PlannedReload] = [], moves plannedMoves: [PlannedMove] = [], writers: Int = 1,
        cutting: CuttingWay = .sockets, stopsInHolds: Bool = false
    ) {
        self.stopsInHolds = stopsInHolds
        scenario = nil
        seed = 0
        self.agents = agents
        self.members = members
        self.policy = policy
        self.faults = faults
        self.reloads = reloads
        moves = plannedMoves
        olderAgent = nil
        replayPermille = 0
        safety = .seconds(20)
        endsEarly = false
        liveness = .seconds(20)
        clientsPerPool = writers
        self.cutting = cutting
        longPermille = 0
        isSynchronous = false
        showsReceiver = true
        excludesCopies = policy.exclusion != Exclusion([])
        promotionDelay = .seconds(1)
        farthest = .microseconds(100)
        (nearest, promotion) = (Self.nearby, Self.usualPromotion)
    }

    private static let nearby = VirtualTime.microseconds(50)
    private static let usualPromotion = VirtualTime.milliseconds(20)

    /// A drill: one agent with the lab's time limits, and three members, which are healed after the last step.
    package init(playing scenario: Scenario, policy: Policy = .drills, writers: Int = 16) {
        self.init(
            forecasting: scenario, policy: policy, members: 3, writers: writers, seed: 0,
            promotion: Self.usualPromotion, distance: nil)
    }

    /// A drill of a cluster with other members and times.
    /// - Parameters:
    ///   - promotion: the time that a promotion takes.
    ///   - distance: the time of a message from the agent to each member; nil draws that of a nearby one.
    init(
        forecasting scenario: Scenario, policy: Policy, members: Int, writers: Int, seed: UInt64,
        promotion: VirtualTime, distance: VirtualTime?
    ) {
        self.scenario = scenario
        stopsInHolds = false
        self.seed = seed
        agents = 1
        self.members = members
        self.policy = policy
        faults = []
        reloads = []
        moves = []
        olderAgent = nil
        replayPermille = 0
        // The time from the beginning to the first step.
        safety = .seconds(2)
        endsEarly = true
        liveness = .seconds(40)
        clientsPerPool = writers
        cutting = .descriptors
        longPermille = 0
        isSynchronous = scenario.isSynchronous
        showsReceiver = scenario.grantsMonitor
        excludesCopies = false
        promotionDelay = .seconds(1)
        farthest = distance ?? .microseconds(100)
        nearest = distance ?? Self.nearby
        self.promotion = promotion
    }

    /// A policy with the longest of each time limit that any agent has at any moment.
    var laxestPolicy: Policy { reloads.reduce(policy) { $0.laxer($1.policy) } }

    /// Draws the faults beside planned moves: none in half of the runs.
    private static func quietFaults(until end: VirtualTime, _ chance: inout SeededGenerator) -> [PlannedFault] {
        guard chance.chance(permille: 500) else { return [] }
        let kinds: [FaultKind] = [.agentCrash, .partitionAgent, .crashStandby, .handOver, .crashPrimary, .isolateAgent]
        return (0..<(1 + chance.below(5))).map { _ in
            PlannedFault(
                kind: chance.pick(kinds), begin: chance.time(.milliseconds(2_000)...end),
                span: chance.time(.milliseconds(20) ... .milliseconds(4_000)), pick: chance.below(1 << 20),
                variant: chance.below(1 << 20))
        }
        .sorted { $0.begin < $1.begin }
    }

    /// Draws a few kinds of faults for a run, each several times: with all kinds at once a run seldom gets anywhere.
    private static func faults(
        until end: VirtualTime, needsWords: Bool, _ chance: inout SeededGenerator
    ) -> [PlannedFault] {
        let isThemed = chance.chance(permille: 400)
        let all = FaultKind.allCases.filter { needsWords || !$0.needsWord }
        let themes = FaultKind.themes.filter { needsWords || !$0.contains(where: \.needsWord) }
        let kinds =
            isThemed ? chance.pick(themes) : (0..<(1 + chance.below(4))).map { _ in chance.pick(all) }
        var faults: [PlannedFault] = []
        var moment = VirtualTime.milliseconds(2_000)
        while true {
            moment = moment + chance.time(.milliseconds(50) ... .milliseconds(9_000))
            guard moment < end else { return faults }
            let longest = chance.pick([100, 1_000, 4_000, 12_000, 30_000])
            let fault = PlannedFault(
                kind: chance.pick(kinds), begin: moment,
                span: chance.time(.milliseconds(20) ... .milliseconds(Int64(longest))),
                pick: chance.below(1 << 20), variant: chance.below(1 << 20))
            faults.append(fault)
        }
    }
}
