import PointsmanCore
import PointsmanScenarios

/// An agent of a ``FleetCrash``: the real conductor, and a shell that probes, asks other agents and leads a ``CrashPooler``.
final class CrashAgent {
    private struct Prober {
        var turn: UInt32 = 0
        var isOn = false
        var isConnected = false
        var isAsking = false
        var isPatient = false
        var sent = VirtualTime.zero
        var result = Observation.Result.failure(.silent(.deadline))
    }

    let index: Int
    private unowned let load: FleetCrash
    private let fleet: [IPAddress]
    private var conductor: Conductor
    private var plan: ProbePlan?
    private var probers: [Prober]
    private var wakeAt: Instant?
    private var question: PeerQuestion?
    private var peerTurn: UInt32 = 0
    private var answers: [PeerWord.Answer] = []
    private var asked: [VirtualTime] = []
    let pooler: CrashPooler
    /// The questions of other agents.
    private(set) var questions = CrashRate()

    private static let patience = VirtualTime.milliseconds(200)

    init(index: Int, load: FleetCrash, policy: Policy, fleet: [IPAddress]) {
        self.index = index
        self.load = load
        self.fleet = fleet
        pooler = CrashPooler(index: index, load: load)
        var policy = policy
        policy.seed = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
        conductor = Conductor(policy: policy)
        probers = Array(repeating: Prober(), count: load.plan.members)
    }

    static func address(of agent: Int) -> IPAddress { .v4(0x0A01_0000 + UInt32(agent)) }

    private static func index(of address: IPAddress) -> Int {
        guard case .v4(let number) = address else { return 0 }
        return Int(number - 0x0A01_0000)
    }

    var isConfirmed: Bool { conductor.status?.isConfirmed == true }

    func start() {
        post(.pooler(.up(holdsWrites: false)))
        if fleet.count > 1 { post(.fleet(fleet, own: [Self.address(of: index)])) }
        post(.discovery(.members(probers.indices.map { Member(id: Numbering.member($0)) })))
    }

    private var instant: Instant { Instant(nanoseconds: load.now.nanoseconds + 1_000_000_000) }

    private func post(_ event: Event) {
        load.events += 1
        for directive in conductor.handle(event, at: instant) { obey(directive) }
    }

    private func obey(_ directive: Directive) {
        switch directive {
        case .perform(let id, let operation): pooler.begin(id, operation)
        case .probe(let plan): follow(plan)
        case .askPeers(let question): follow(question)
        case .wake(let moment):
            wakeAt = moment
            load.schedule(.wake(Int32(index)), at: VirtualTime(nanoseconds: moment.nanoseconds - 1_000_000_000))
        case .inspect, .redial, .publish, .consult, .lookUp, .discover, .seek, .limitHold, .record, .close, .notify,
            .limitLogins:
            break
        }
    }

    func wake() {
        guard let due = wakeAt, instant >= due else { return }
        wakeAt = nil
        post(.wake)
    }

    func operationEnds(_ id: UInt64) {
        post(.finished(OperationID(id), .done))
    }

    // Probes, as `MemberProber` sends them

    private func follow(_ plan: ProbePlan) {
        let before = self.plan
        self.plan = plan
        for member in probers.indices {
            let id = Numbering.member(member)
            let isQuicker = before.map { plan.interval(of: id) < $0.interval(of: id) } ?? true
            if !probers[member].isOn || (isQuicker && !probers[member].isAsking) {
                probers[member].isOn = true
                schedule(member, at: load.now)
            } else if plan.rest(of: id) != before?.rest(of: id), !probers[member].isAsking {
                schedule(member, at: load.now)
            }
        }
    }

    private func schedule(_ member: Int, at moment: VirtualTime) {
        let rest = plan?.rest(of: Numbering.member(member)).map { $0.nanoseconds - 1_000_000_000 } ?? 0
        probers[member].turn += 1
        load.schedule(
            .probeDue(agent: Int32(index), member: Int32(member), turn: probers[member].turn),
            at: max(moment, VirtualTime(nanoseconds: rest)))
    }

    func ask(_ member: Int, _ turn: UInt32) {
        guard probers[member].turn == turn, let plan else { return }
        probers[member].isAsking = true
        probers[member].sent = load.now
        probers[member].isPatient = plan.awaitsPromotion
        let delay = load.delay()
        load.schedule(
            .probeArrives(agent: Int32(index), member: Int32(member), turn: turn),
            after: probers[member].isConnected ? delay : delay * 5 + .milliseconds(2))
    }

    func probeArrives(_ member: Int, _ turn: UInt32) {
        guard probers[member].turn == turn else { return }
        let server = load.servers[member]
        server.probes.count(at: load.now)
        guard server.isRunning else {
            probers[member].result = .failure(.down(.systemError(111)))
            return returns(member, turn, after: load.delay())
        }
        guard probers[member].isPatient, probers[member].isConnected, !server.isPrimary else {
            return answer(at: server, turn, after: .zero)
        }
        server.waitingProbes.append((index, turn))
        answer(at: server, turn, after: Self.patience)
    }

    /// The server answers after `span`, with what it is then.
    func answer(at server: CrashServer, _ turn: UInt32, after span: VirtualTime) {
        guard probers[server.index].turn == turn else { return }
        probers[server.index].result = .report(server.report(followers: load.followers(of: server.index)))
        returns(server.index, turn, after: span + load.delay())
    }

    private func returns(_ member: Int, _ turn: UInt32, after span: VirtualTime) {
        load.schedule(.probeReturns(agent: Int32(index), member: Int32(member), turn: turn), after: span)
    }

    func probeReturns(_ member: Int, _ turn: UInt32) {
        guard probers[member].turn == turn, let plan else { return }
        let prober = probers[member]
        probers[member].isAsking = false
        if case .report = prober.result {
            probers[member].isConnected = true
        } else {
            probers[member].isConnected = false
        }
        schedule(member, at: prober.sent + VirtualTime(plan.interval(of: Numbering.member(member))))
        let roundTrip = prober.isConnected && !prober.isPatient ? load.now - prober.sent : nil
        post(
            .observed(
                Observation(
                    member: Numbering.member(member),
                    sent: Instant(nanoseconds: prober.sent.nanoseconds + 1_000_000_000), result: prober.result,
                    roundTrip: roundTrip.map { .nanoseconds($0.nanoseconds) })))
    }

    /// The process of the server at `member` has died: every connection to it ends.
    func loses(_ member: Int) {
        pooler.loses(member)
        load.schedule(.linkEnds(agent: Int32(index), member: Int32(member)), after: load.delay())
    }

    func linkEnds(_ member: Int) {
        guard probers[member].isConnected else { return }
        probers[member].isConnected = false
        probers[member].isAsking = false
        schedule(member, at: load.now)
        post(.linkLost(Numbering.member(member), .down(.endOfFile)))
    }

    // Other agents, as `PeerService` asks them

    private func follow(_ question: PeerQuestion?) {
        self.question = question
        peerTurn += 1
        let peers = question?.peers ?? []
        answers = Array(repeating: .silence, count: peers.count)
        asked = Array(repeating: .zero, count: peers.count)
        for place in peers.indices {
            load.schedule(.peerDue(agent: Int32(index), place: Int32(place), turn: peerTurn), after: .zero)
        }
    }

    func askPeer(_ place: Int, _ turn: UInt32) {
        guard turn == peerTurn else { return }
        asked[place] = load.now
        load.schedule(.peerAsked(agent: Int32(index), place: Int32(place), turn: turn), after: load.delay() * 3)
    }

    func questionArrives(_ place: Int, _ turn: UInt32) {
        guard turn == peerTurn, let question else { return }
        let peer = load.agents[Self.index(of: question.peers[place])]
        answers[place] = peer.answerToPeer()
        load.schedule(.peerAnswers(agent: Int32(index), place: Int32(place), turn: turn), after: load.delay())
    }

    private func answerToPeer() -> PeerWord.Answer {
        questions.count(at: load.now)
        let age = pooler.target.map { load.now - probers[$0].sent }
        let answer = conductor.status?.answerToPeer(seen: age.map { .nanoseconds($0.nanoseconds) }) ?? .unclear
        post(.askedByPeer)
        return answer
    }

    func peerAnswers(_ place: Int, _ turn: UInt32) {
        guard turn == peerTurn, let question else { return }
        let sent = asked[place]
        load.schedule(
            .peerDue(agent: Int32(index), place: Int32(place), turn: turn), at: sent + VirtualTime(question.interval))
        post(
            .peer(
                PeerWord(
                    peer: question.peers[place], sent: Instant(nanoseconds: sent.nanoseconds + 1_000_000_000),
                    answer: answers[place])))
    }
}
