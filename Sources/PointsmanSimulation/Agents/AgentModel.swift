import PointsmanCore
import PointsmanScenarios

/// An agent: the real conductor, and a shell that interprets its directives as the real one does.
final class AgentModel {
    let index: Int
    let world: World
    let clock: DriftingClock
    var policy: Policy
    var conductor: Conductor
    var isAlive = false
    /// Counts its lives: what an earlier one began concerns nobody.
    var life: UInt32 = 0
    /// The fence on disk.
    var disk: Fence?
    /// Whether the fence on disk is the one that it saved last.
    var hasOwnFence = true
    /// Whether the disk takes no more.
    var isDiskFull = false
    /// Whether the console is slow to answer.
    var isConsoleSlow = false
    /// The members that are left alone, as its file tells the next run.
    var keptRests: [ProbePlan.Rest] = []
    /// Whether PgBouncer is to leave a second between two logins.
    var limitsLogins = false
    /// One for each address that there may be.
    var probers = ByServer<Prober>(repeating: Prober())
    var interval = VirtualTime.zero
    /// Who is left alone for longer.
    var pauses: [ProbePlan.Pause] = []
    var timeout = VirtualTime.zero
    /// Whether standbys answer when they are promoted.
    var awaitsPromotion = false
    /// Whether standbys tell their promotion between two probes.
    var watches = true
    var wakeAt: Instant?
    /// Whether its session with PgBouncer's console stands, and with which run of it.
    var session: UInt32?
    var operations: [RunningOperation] = []
    /// The look at the pooler that is under way.
    var look: (token: UInt32, inspection: PoolerInspection)?
    /// What the console has shown to it.
    var shown: (databases: [PoolerSight.Database], file: PoolerSight.File)?
    /// Whether its canary was sent.
    var isCanaryOut = false
    /// What looks have brought, on its way.
    var sights: [(token: UInt32, id: OperationID, sight: PoolerSight)] = []
    /// The PAUSE that has no answer yet.
    var pauseWaiting: UInt32?
    /// What its pooler had counted when it was held last; nil where somebody was let through since.
    var heldTotals: PoolTotals?
    /// What it had counted when it was led to this route, for the first time that there was; nil where that is unknown.
    var totalsAtRoute: (route: WriteRoute, totals: PoolTotals)?
    /// The routes that it was led to in this life of the agent, and the one before.
    var routes: [WriteRoute] = []
    /// Whether the guard was told to resume if the agent dies.
    var guardHolds = false
    /// Whether the guard of an earlier life has yet to do what it does then: the next one waits for it.
    var isGuardAtWork = false
    /// Whether it was told to resume.
    var isGuardToResume = false
    /// When its guard lets clients go, as it was told last.
    var guardLimit: Instant?
    /// Which of the moments that it was told counts.
    var guardTurn: UInt32 = 0
    /// Whether its guard has let clients go in its place, and has shut its consoles down.
    var hasGuardLetGo = false
    /// Whether its next session tells that.
    var tellsOfGuard = false
    /// What it asks besides the members.
    var questions: [SourceQuestion] = []
    /// Server connections that its pooler's log has told to be lost, and that it has not heard of yet.
    var lossesTold: [LostConnection] = []
    /// What waits for it while it is stopped; nil while it goes on.
    var backlog: AgentBacklog?
    /// The rule that it named last.
    var rule: WriteRule?
    /// Whether it has said in this life whether it is ready.
    var hasSpoken = false
    var isReady = false
    var isDegraded = false
    /// Which other agents it asks, if any.
    var peerQuestion: PeerQuestion?
    var chats: [PeerChat]
    var fence: Fence?
    var isOperatorHolding = false
    /// The cluster that it belongs to by its policy, its fence or an operator; nil where nobody has said.
    var cluster: UInt64?
    /// The addresses whose primaries its status says that only an operator's word would have writes go to.
    var refused: [Int] = []
    /// When somebody else was last seen to keep its pooler's clients from being served.
    var tamperedAt: VirtualTime?
    /// The last word of the operator's that it has heard, or needed no more.
    var heardWord: UInt32 = 0
    /// The addresses that DNS has named to it in this life: bits.
    var known: UInt32 = 0
    /// Those that DNS named last.
    var named: UInt32 = 0
    /// Counts rounds of questions to DNS: an answer to an earlier one is dropped.
    var namesTurn: UInt32 = 0
    /// From one round of discovery to the next at most; nil goes by the world's interval.
    var mostDiscoveryPause: VirtualTime?
    /// What its status said of planned moves last.
    var toldMove: MoveReport?
    /// When the last notice on its way is there: one connection keeps their order.
    var heardUntil = VirtualTime.zero
    var startedAt = VirtualTime.zero
    /// Whether DNS has named the other agents to it in this life.
    var knowsFleet = false

    init(index: Int, world: World, clock: DriftingClock, policy: Policy) {
        self.index = index
        self.world = world
        self.clock = clock
        self.policy = policy
        chats = Array(repeating: PeerChat(), count: world.plan.agents)
        conductor = Conductor(policy: policy)
        takeSender()
    }

    /// Each life is another sender; an agent of an earlier version is none.
    func takeSender() {
        policy.fleetSender =
            world.plan.moves.isEmpty || index == world.plan.olderAgent
            ? nil : FleetSender(name: "agent-\(index)", run: UInt64(index) << 32 | UInt64(life))
    }
}
