import PointsmanCore
import PointsmanScenarios

/// An agent: the real conductor, and a shell that interprets its directives as the real one does.
final class AgentModel {
    let index: Int
    let world: World
    let clock: DriftingClock
    private(set) var policy: Policy
    private var conductor: Conductor
    private(set) var isAlive = false
    /// Counts its lives: what an earlier one began concerns nobody.
    private(set) var life: UInt32 = 0
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
    private var wakeAt: Instant?
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
    /// Whether the guard of an earlier life has yet to resume: the next one waits for it.
    var isGuardAtWork = false
    /// When its guard lets clients go, as it was told last.
    var guardLimit: Instant?
    /// Which of the moments that it was told counts.
    var guardTurn: UInt32 = 0
    /// Whether its guard has let clients go in its place, and has shut its consoles down.
    var hasGuardLetGo = false
    /// Whether its next session tells that.
    var tellsOfGuard = false
    /// What waits for it while it is stopped; nil while it goes on.
    var backlog: AgentBacklog?
    /// The rule that it named last.
    private(set) var rule: WriteRule?
    /// Whether it has said in this life whether it is ready.
    private var hasSpoken = false
    private(set) var isReady = false
    private(set) var isDegraded = false
    /// Which other agents it asks, if any.
    var peerQuestion: PeerQuestion?
    var chats: [PeerChat]
    private(set) var fence: Fence?
    private(set) var isOperatorHolding = false
    /// The cluster that it belongs to by its policy, its fence or an operator; nil where nobody has said.
    private var cluster: UInt64?
    /// The addresses whose primaries its status says that only an operator's word would have writes go to.
    private(set) var refused: [Int] = []
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
    /// Whether DNS has named the other agents to it in this life.
    var knowsFleet = false

    init(index: Int, world: World, clock: DriftingClock, policy: Policy) {
        self.index = index
        self.world = world
        self.clock = clock
        self.policy = policy
        chats = Array(repeating: PeerChat(), count: world.plan.agents)
        conductor = Conductor(policy: policy)
    }

    /// The server that owns `fence`: a stranger got its address later than whom that led to first.
    private func owner(of fence: Fence) -> Int? {
        if fence.systemIdentifier.number == World.stranger { return world.owner(of: fence) }
        return world.address(of: fence.owner).flatMap { world.firstLed[$0] }
    }

    // Life

    func start() {
        guard !isAlive else { return }
        life += 1
        let led = world.poolers[index].file?.writes
        let rests = keptRests.map { $0.inNextRun(at: clock.instant(at: world.now)) }
        conductor = Conductor(policy: policy, fence: disk, led: led, resting: rests)
        limitsLogins = false
        isAlive = true
        forgetTotals()
        routes = [led].compactMap(\.self)
        fence = disk
        known = 0
        named = 0
        knowsFleet = false
        hasSpoken = false
        world.note(.agentStarted(agent: index, keepsFence: hasOwnFence))
        hasOwnFence = true
        cluster = disk?.systemIdentifier.number ?? policy.systemIdentifier?.number
        if let disk {
            world.note(.saved(agent: index, fence: disk))
            world.note(.raised(agent: index, fence: disk, owner: owner(of: disk)))
        }
        lookAtWord()
        namesTurn += 1
        world.schedule(.discoveryDue(agent: Int32(index), turn: namesTurn), after: .milliseconds(1))
        world.schedule(.consoleOpens(agent: Int32(index), life: life), after: .milliseconds(3))
    }

    /// Ends it as kill -9 does; the guard notices.
    func crash() {
        guard isAlive else { return }
        isAlive = false
        life += 1
        for address in probers.indices { probers[address].stop() }
        follow(nil)
        operations = []
        look = nil
        isCanaryOut = false
        sights = []
        pauseWaiting = nil
        wakeAt = nil
        isReady = false
        isDegraded = false
        isOperatorHolding = false
        backlog = nil
        guardTurn += 1
        guardLimit = nil
        world.note(.agentEnded(agent: index))
        if guardHolds, let session {
            isGuardAtWork = true
            world.schedule(.guardResumes(agent: Int32(index), poolerRun: session), after: world.guardDelay())
        }
        guardHolds = false
        hasGuardLetGo = false
        tellsOfGuard = false
        session = nil
    }

    /// Gives it other times, which its next life begins with too.
    func take(_ policy: Policy) {
        self.policy = policy
        world.note(.policyTaken(agent: index, policy))
        post(.policy(policy))
    }

    /// Ends it in order, the pooler left to the next one.
    func handOver() {
        post(.shutdown)
        crash()
    }

    func request(_ request: OperatorRequest) {
        if backlog != nil { return backlog!.requests.append(request) }
        switch request {
        case .hold:
            isOperatorHolding = true
            world.note(.askedToHold(agent: index))
        case .release: isOperatorHolding = false
        case .adoptFence(let member):
            heardWord = world.lastWord
            cluster = world.cluster
            world.note(.toldToAdopt(agent: index, address: world.address(of: member)!))
            judgeAgain()
        case .resetFence:
            heardWord = world.lastWord
            cluster = policy.systemIdentifier?.number
            world.note(.toldToReset(agent: index))
            judgeAgain()
        }
        post(.request(request))
    }

    /// Whether this cluster may be its own though nobody has said which is: a stranger's, where no other answers, nor has at an
    /// address that is still named.
    private func mayPin(_ cluster: UInt64) -> Bool {
        guard cluster == World.stranger else { return true }
        return !probers.indices.contains { address in
            guard let seen = probers[address].cluster, seen != cluster else { return false }
            return probers[address].isConnected || named & 1 << UInt32(address) != 0
        }
    }

    // What operators tell it

    /// Notes whether the primary of now needs an operator's word here.
    func lookAtWord() {
        heardWord = world.lastWord
        guard heardWord > 0, !world.accepts(fence) else { return }
        heardWord -= 1
        world.note(.wordNeeded(agent: index))
        world.callOperator()
    }

    /// What its probes have shown is seen by the light of an operator's word.
    private func judgeAgain() {
        for address in probers.indices where world.now - probers[address].shownAt < VirtualTime(policy.freshness) {
            guard let shown = probers[address].shown, probers[address].isConnected else { continue }
            probers[address].shown!.isOurs = isOwn(shown.cluster)
            world.note(.observed(agent: index, address: address, claim: probers[address].shown))
        }
    }

    /// Whether a server of this system identifier is of its cluster, as far as anybody has said.
    func isOwn(_ systemIdentifier: UInt64) -> Bool {
        cluster.map { $0 == systemIdentifier } ?? (systemIdentifier != World.stranger)
    }

    /// Whether its latest probe of `server`'s own address has shown the run of it that runs now.
    func sees(_ server: ServerModel) -> Bool {
        let address = server.home
        guard let shown = probers[address].shown, probers[address].isConnected else { return false }
        return shown.server == server.index && probers[address].epoch == server.epoch && !shown.isInRecovery
            && world.now - probers[address].shownAt < VirtualTime(policy.freshness)
    }

    // The core

    func post(_ event: Event) {
        guard isAlive else { return }
        if backlog != nil { return backlog!.events.append(event) }
        world.trace?("agent \(index) ← \(event)")
        let moment = clock.instant(at: world.now)
        let directives = conductor.handle(event, at: moment)
        world.count(agent: index, directives: directives.count)
        // What it orders it has decided by the fence that it tells.
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
        case .consult, .seek: break
        case .lookUp(let span): lookUp(within: span)
        case .askPeers(let question): follow(question)
        case .publish: hear()
        case .limitHold(let until): limitHold(until: until)
        case .record(let decision):
            rule = decision.verdict.rule
            world.note(.decided(agent: index, rule: decision.verdict.rule.rawValue))
            world.trace?("agent \(index) says \(decision.verdict.rule.rawValue), \(decision.readiness)")
            world.fold(UInt64(decision.verdict.action.number) << 8 | (decision.readiness.isReady ? 1 : 0))
        case .wake(let at):
            wakeAt = at
            world.schedule(.wake(agent: Int32(index), life: life), at: clock.moment(of: at))
        }
    }

    /// Nobody is answered by a process that is stopped.
    func fallSilent() {
        isReady = false
        isDegraded = false
        world.note(.spoke(agent: index, isReady: false))
    }

    /// Takes what of its status matters here.
    func hear() {
        guard let told = conductor.status else { return }
        isOperatorHolding = told.heldByOperatorUntil != nil
        refused = told.refused.compactMap { world.address(of: $0.member) }
        let (isReady, isDegraded) = (told.readiness.isReady, told.readiness.isDegraded)
        if !hasSpoken || isReady != self.isReady || isDegraded != self.isDegraded {
            hasSpoken = true
            self.isReady = isReady
            self.isDegraded = isDegraded
            world.note(.spoke(agent: index, isReady: isReady, isDegraded: isDegraded))
        }
    }

    /// What it tells another agent now.
    func answerToPeer() -> PeerWord.Answer {
        guard let status = conductor.status else { return .unclear }
        let address = status.setting.flatMap { world.address(of: $0.writes.member) }
        let sent = address.flatMap { probers[$0].reportSent }
        return status.answerToPeer(seen: sent.map { Duration.nanoseconds((world.now - $0).nanoseconds) })
    }

    /// Whether it is ready, and not degraded.
    var isWell: Bool { isReady && !isDegraded }

    private func hearFence() {
        let told = conductor.status?.fence
        guard told != fence else { return }
        fence = told
        if let told { hear(told) }
    }

    private func hear(_ told: Fence) {
        let isChoice = cluster == nil && mayPin(told.systemIdentifier.number)
        if isChoice { cluster = told.systemIdentifier.number }
        world.note(.raised(agent: index, fence: told, owner: owner(of: told)))
        // From now on ours are the strangers: an operator has to put that right.
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
