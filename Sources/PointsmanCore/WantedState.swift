/// The state that the shell is to know, and to keep up until it is told otherwise.
struct WantedState: Codable, Sendable {
    private(set) var status: Status?
    /// When the guard lets clients go; nil while none is held.
    private(set) var holdLimit: Instant?
    private(set) var plan: ProbePlan?
    /// Whether PgBouncer is to wait a second between two logins.
    private(set) var limitsLogins = false
    private(set) var consultation: Consultation?
    private(set) var peerQuestion: PeerQuestion?
    private(set) var search: SourceSearch?
    /// The moments since which the primary is lost, and since which nothing answers any more; nil while that is not so.
    private var lostSince: Instant?
    private var silentSince: Instant?
    /// The time limit of a DNS question when one of those begins; nil if no DNS server is asked.
    private(set) var lookUpTimeout: Duration?
    /// How soon DNS is asked again while clients wait for a primary; nil if none do.
    private(set) var discoveryInterval: Duration?
    private(set) var decision: Decision?
    /// The incident that has just ended; nil if none has.
    private(set) var closed: Incident?

    /// Two questions to the machine's own resolver each time, as a rule; a new address is seen 125 ms after that resolver has it, on
    /// average.
    private static let eagerDiscovery = Duration.milliseconds(250)

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
            isUrgent: owners.contest.isYoung(policy, at: now) || owners.fleet.part.isReturning
                || owners.fleet.part.isLookingForward,
            isLooking: owners.peers.isLooking(at: now), isDrained: owners.fleet.isHolding, peers: owners.peers,
            reroute: owners.reroute, policy: policy)
        limitsLogins =
            owners.reroute.isCanaryFailing || view.refusesLogins(owners.reroute.member)
            || view.refusesLogins(owners.reroute.setting?.reads)
        consultation = owners.opinions.consultation(on: verdict, policy: policy)
        peerQuestion = owners.peers.question(policy: policy, at: now)
        search = owners.sought.search(
            for: owners.directory.ids, of: owners.keeper.fence?.systemIdentifier ?? policy.systemIdentifier,
            policy: policy)
        lostSince = owners.peers.lostSince
        silentSince = owners.peers.silentSince
        lookUpTimeout = policy.asksDNS ? policy.probeTimeout : nil
        let isAwaited = verdict.target == nil && owners.reroute.hasClientsWait
        discoveryInterval = policy.asksDNS && isAwaited ? Self.eagerDiscovery : nil
        decision = Decision(status, isStarting: owners.ownFault.proof == .none)
        closed = owners.incidents.closed
        self.status = status
    }

    /// Whether `told`, the status told last, is the same as this one.
    func isTold(by told: Status?) -> Bool {
        guard let status, let told else { return status == nil }
        return status == told
    }

    /// Whether the primary was lost since `last`, or nothing answers any more since then: DNS's answer then tells
    /// whether this instance's network is at fault.
    func losesMore(than last: WantedState) -> Bool {
        (lostSince != nil && lostSince != last.lostSince) || (silentSince != nil && silentSince != last.silentSince)
    }
}
