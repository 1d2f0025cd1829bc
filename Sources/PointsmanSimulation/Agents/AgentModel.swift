import PointsmanCore
import PointsmanScenarios

/// An agent: the real conductor, with a shell that interprets its directives as the real shell does.
final class AgentModel {
    let index: Int
    let world: World
    let clock: DriftingClock
    var policy: Policy
    var conductor: Conductor
    var isAlive = false
    /// The number of its run. What an earlier run began is dropped.
    var life: UInt32 = 0
    /// The fence on disk.
    var disk: Fence?
    /// Whether the fence on disk is the one that this agent saved last.
    var hasOwnFence = true
    /// Whether the disk is full.
    var isDiskFull = false
    /// Whether the console is slow to answer.
    var isConsoleSlow = false
    /// The members that are left alone, as the agent's file tells its next run.
    var keptRests: [ProbePlan.Rest] = []
    /// Whether PgBouncer is to leave a second between two logins.
    var limitsLogins = false
    /// The probers, one for each possible address.
    var probers = ByServer<Prober>(repeating: Prober())
    var interval = VirtualTime.zero
    /// The members that are left alone for longer.
    var pauses: [ProbePlan.Pause] = []
    var timeout = VirtualTime.zero
    /// Whether its questions wait for a standby's promotion.
    var awaitsPromotion = false
    /// Whether standbys tell their promotion between two probes.
    var watches = true
    var wakeAt: Instant?
    /// The run of PgBouncer that its console session belongs to; nil if there is no session.
    var session: UInt32?
    var operations: [RunningOperation] = []
    /// The inspection that is under way.
    var look: (token: UInt32, inspection: PoolerInspection)?
    /// What the console has shown in that inspection.
    var shown: (databases: [PoolerSight.Database], file: PoolerSight.File)?
    /// Whether the inspection's canary was sent.
    var isCanaryOut = false
    /// The results of inspections that are on their way.
    var sights: [(token: UInt32, id: OperationID, sight: PoolerSight)] = []
    /// The PAUSE that has no answer yet.
    var pauseWaiting: UInt32?
    /// The pooler's totals when it was held last; nil if a client was let through since.
    var heldTotals: PoolTotals?
    /// The pooler's totals when it was set to this route for the first time; nil if they are unknown.
    var totalsAtRoute: (route: WriteRoute, totals: PoolTotals)?
    /// The routes that the pooler was set to in this run of the agent and the one before.
    var routes: [WriteRoute] = []
    /// Whether the guard has been told to resume if the agent dies.
    var guardHolds = false
    /// Whether the guard of an earlier run has yet to do its work; the next run waits for that.
    var isGuardAtWork = false
    /// Whether that guard was told to resume.
    var isGuardToResume = false
    /// The moment at which its guard lets clients go, as told last.
    var guardLimit: Instant?
    /// The number of the latest of these moments; earlier ones are dropped.
    var guardTurn: UInt32 = 0
    /// Whether its guard has let clients go in its place and has shut its consoles down.
    var hasGuardLetGo = false
    /// Whether its next session reports that.
    var tellsOfGuard = false
    /// The questions to sources besides the members.
    var questions: [SourceQuestion] = []
    /// The server connections whose loss the pooler has logged and the agent has not read yet.
    var lossesTold: [LostConnection] = []
    /// The events that wait for it while it is stopped; nil while it runs.
    var backlog: AgentBacklog?
    /// The rule that it named last.
    var rule: WriteRule?
    /// Whether it has reported in this run whether it is ready.
    var hasSpoken = false
    var isReady = false
    var isDegraded = false
    /// The other agents that it asks; nil for none.
    var peerQuestion: PeerQuestion?
    var chats: [PeerChat]
    var fence: Fence?
    var isOperatorHolding = false
    /// The cluster that it belongs to by its policy, its fence or an operator; nil while that is not decided.
    var cluster: UInt64?
    /// The addresses of the primaries that get writes only by an operator's command, as its status says.
    var refused: [Int] = []
    /// The moment at which another program was last seen to keep its pooler's clients from being served.
    var tamperedAt: VirtualTime?
    /// The number of the last operator's command that it has heard or did not need.
    var heardWord: UInt32 = 0
    /// The addresses that DNS has named to it in this run, as bits.
    var known: UInt32 = 0
    /// The addresses that DNS named last, as bits.
    var named: UInt32 = 0
    /// The number of the round of questions to DNS; answers to earlier rounds are dropped.
    var namesTurn: UInt32 = 0
    /// Whether a round of questions to DNS is under way.
    var isLookingUp = false
    /// Whether another round is to begin right after the one that is under way.
    var looksAgain = false
    /// The longest time from one round of discovery to the next; nil for the world's interval.
    var mostDiscoveryPause: VirtualTime?
    /// The part of its latest status that tells of planned moves.
    var toldMove: MoveReport?
    /// The moment at which the last notice on its way arrives: one connection keeps their order.
    var heardUntil = VirtualTime.zero
    var startedAt = VirtualTime.zero
    /// Whether DNS has named the other agents to it in this run.
    var knowsFleet = false

    init(index: Int, world: World, clock: DriftingClock, policy: Policy) {
        self.index = index
        self.world = world
        self.clock = clock
        self.policy = policy
        chats = Array(repeating: PeerChat(), count: world.plan.agents * world.plan.addressesOfAgent)
        conductor = Conductor(policy: policy)
        takeSender()
    }

    /// Makes this run a sender of its own. An agent of an earlier version sends nothing.
    func takeSender() {
        policy.fleetSender =
            world.plan.moves.isEmpty || index == world.plan.olderAgent
            ? nil : FleetSender(name: "agent-\(index)", run: UInt64(index) << 32 | UInt64(life))
    }
}
