import PointsmanCore

/// A conductor with a shell that does what the test says, at moments that the test names.
struct ScriptedShell {
    private let seat: ConductorSeat
    private(set) var status: Status?
    /// How often it was told anew.
    private(set) var published = 0
    private(set) var plan: ProbePlan?
    /// Whom to ask for second opinions.
    private(set) var consultation: Consultation?
    /// Which other agents to ask what they see.
    private(set) var peerQuestion: PeerQuestion?
    /// How patiently DNS was to be asked at once, each time.
    private(set) var lookUps: [Duration] = []
    private(set) var discoveryInterval: Duration?
    /// The members that were to be dialled anew.
    private(set) var redialled: [MemberID] = []
    /// Where to look for sources of them.
    private(set) var search: SourceSearch?
    /// The look at the pooler that was asked for last.
    private(set) var inspection: PoolerInspection?
    private(set) var decisions: [Decision] = []
    /// The incidents that have ended.
    private(set) var incidents: [Incident] = []
    /// Whether PgBouncer is to leave a second between two logins.
    private(set) var limitsLogins = false
    /// Operations that were asked for and have no outcome yet, fences aside.
    private(set) var pending: [(id: OperationID, operation: Operation)] = []
    /// The fences that were to be saved.
    private(set) var saved: [Fence?] = []
    private(set) var wake: Instant?
    /// What it has told the fleet and the test has not delivered yet.
    var notices: [FleetNotice] = []
    /// When the guard would let clients go; and what it knew of that when the last operation was asked for.
    private(set) var holdLimit: Instant?
    private(set) var holdLimitAtOperation: Instant?
    var moment = Instant(nanoseconds: 0)

    init(
        policy: Policy = Policy(), fence: Fence? = nil, led: WriteRoute? = nil, resting rests: [ProbePlan.Rest] = []
    ) {
        seat = ConductorSeat(policy: policy, fence: fence, led: led, resting: rests)
    }

    mutating func send(_ event: Event) {
        for directive in seat.conductor.handle(event, at: moment) {
            switch directive {
            case .perform(let id, .save(let fence)):
                saved.append(fence)
                send(.finished(id, .done))
            case .perform(let id, let operation):
                pending.append((id, operation))
                holdLimitAtOperation = holdLimit
            case .publish:
                status = seat.conductor.status
                published += 1
            case .probe(let plan): self.plan = plan
            case .consult(let wish): consultation = wish
            case .askPeers(let wish): peerQuestion = wish
            case .lookUp(let span): lookUps.append(span)
            case .discover(let interval): discoveryInterval = interval
            case .seek(let search): self.search = search
            case .inspect(let inspection): self.inspection = inspection
            case .redial(let member): redialled.append(member)
            case .limitHold(let until): holdLimit = until
            case .record(let decision): decisions.append(decision)
            case .close(let incident): incidents.append(incident)
            case .limitLogins(let isLimited): limitsLogins = isLimited
            case .wake(let at): wake = at
            case .notify(let notice, _): notices.append(notice)
            }
        }
    }

    mutating func pass(_ duration: Duration) {
        moment = moment + duration
        send(.wake)
    }

    mutating func see(_ member: MemberID, _ report: ServerReport) {
        send(.observed(Observation(member: member, sent: moment, result: .report(report), roundTrip: .milliseconds(1))))
    }

    mutating func miss(_ member: MemberID, _ failure: ProbeFailure) {
        send(.observed(Observation(member: member, sent: moment, result: .failure(failure))))
    }

    /// Ends the operation that is under way longest.
    mutating func finish(_ outcome: Outcome = .done) {
        let first = pending.removeFirst()
        send(.finished(first.id, outcome))
    }

    var operations: [Operation] { pending.map(\.operation) }

    /// Three members, the pooler up, writes routed to `iad` and confirmed.
    static func settled(policy: Policy = Policy(), fence: Fence? = nil) -> ScriptedShell {
        var shell = ScriptedShell(policy: policy, fence: fence)
        shell.send(
            .discovery(
                .members([
                    Member(id: iad, region: Region("iad")), Member(id: fra, region: Region("fra")), Member(id: ams),
                ])))
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.see(iad, primary())
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, started: 3))
        while !shell.pending.isEmpty { shell.finish() }
        return shell
    }
}

func setting(_ member: MemberID, timeline: UInt32 = 3, reads: MemberID) -> PoolerSetting {
    PoolerSetting(
        writes: WriteRoute(member: member, systemIdentifier: ours, timeline: Timeline(timeline)), reads: reads)
}
