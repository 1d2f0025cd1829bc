/// All that the shell is to know, and to keep up until it is told otherwise.
struct WantedState: Sendable {
    private(set) var status: Status?
    /// When the guard lets clients go.
    private(set) var holdLimit: Instant?
    private(set) var plan: ProbePlan?
    /// Whether PgBouncer is to leave a second between two logins.
    private(set) var limitsLogins = false
    private(set) var consultation: Consultation?
    private(set) var peerQuestion: PeerQuestion?
    private(set) var search: SourceSearch?
    /// Since when the primary is lost, and since when nothing answers any more.
    private var lostSince: Instant?
    private var silentSince: Instant?
    /// What a question to DNS may take where one of those begins; nil where no DNS server is asked.
    private(set) var lookUpTimeout: Duration?
    private(set) var decision: Decision?
    /// The incident that has just ended.
    private(set) var closed: Incident?

    /// What the shell keeps up before it was told anything.
    init() {}

    init(
        _ status: Status, _ verdict: borrowing WriteVerdict, _ view: borrowing ClusterView, _ owners: borrowing Owners,
        at now: Instant
    ) {
        let policy = owners.policy
        holdLimit = owners.reroute.limit(policy: policy)
        plan = ProbePlan(
            view.members, seen: owners.sightings, verdict: verdict,
            isUrgent: owners.contest.isYoung(policy, at: now) || owners.fleet.part.isReturning,
            isLooking: owners.peers.isLooking(at: now), isDrained: owners.fleet.isHolding, peers: owners.peers,
            reroute: owners.reroute, policy: policy)
        limitsLogins =
            owners.reroute.isCanaryFailing || view.refusesLogins(owners.reroute.member)
            || view.refusesLogins(owners.reroute.setting?.reads)
        consultation = owners.opinions.consultation(on: verdict, policy: policy)
        peerQuestion = owners.peers.question(policy: policy, at: now)
        search = owners.sought.search(for: owners.directory.ids, policy: policy)
        lostSince = owners.peers.lostSince
        silentSince = owners.peers.silentSince
        lookUpTimeout = policy.asksDNS ? policy.probeTimeout : nil
        decision = Decision(status, isStarting: owners.ownFault.proof == .none)
        closed = owners.incidents.closed
        self.status = status
    }

    /// Whether `told` says all that its status does.
    func isTold(by told: Status?) -> Bool {
        guard let status, let told else { return status == nil }
        return status == told
    }

    /// Whether the primary was lost since `last`, or nothing answers any more since then: whether DNS does then says whose
    /// loss it is.
    func losesMore(than last: WantedState) -> Bool {
        (lostSince != nil && lostSince != last.lostSince) || (silentSince != nil && silentSince != last.silentSince)
    }
}
