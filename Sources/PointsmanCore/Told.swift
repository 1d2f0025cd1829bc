/// Owns what the shell was told last, so that it is told only what changed.
struct Told: Sendable {
    private(set) var status: Status?
    private var decision: Decision?
    private var plan: ProbePlan?
    private var limitsLogins = false
    private var consultation: Consultation?
    private var peerQuestion: PeerQuestion?
    /// The loss of the primary for which DNS was to be asked at once, and the silence of all.
    private var lookedUpFor: (loss: Instant?, silence: Instant?)
    private var holdLimit: Instant?
    private var wake: Instant?

    mutating func tell(
        _ status: Status, _ plan: ProbePlan, limitsLogins: Bool, _ consultation: Consultation?,
        _ peerQuestion: PeerQuestion?, _ directives: inout [Directive]
    ) {
        let decision = Decision(verdict: status.verdict, readiness: status.readiness)
        if decision != self.decision {
            self.decision = decision
            directives.append(.record(decision))
        }
        if status != self.status {
            self.status = status
            directives.append(.publish)
        }
        if plan != self.plan {
            self.plan = plan
            directives.append(.probe(plan))
        }
        if limitsLogins != self.limitsLogins {
            self.limitsLogins = limitsLogins
            directives.append(.limitLogins(limitsLogins))
        }
        if consultation != self.consultation {
            self.consultation = consultation
            directives.append(.consult(consultation))
        }
        if peerQuestion != self.peerQuestion {
            self.peerQuestion = peerQuestion
            directives.append(.askPeers(peerQuestion))
        }
    }

    /// Has DNS asked at once when the primary is lost, once a loss, and once more when nobody else answers any more either:
    /// whether DNS does then decides.
    mutating func tell(
        lostSince: Instant?, silentSince: Instant?, policy: Policy, _ directives: inout [Directive]
    ) {
        guard lostSince != lookedUpFor.loss || silentSince != lookedUpFor.silence else { return }
        let isNews = (lostSince != nil && lostSince != lookedUpFor.loss) || (silentSince != nil)
        lookedUpFor = (lostSince, silentSince)
        if isNews, policy.asksDNS { directives.append(.lookUp(within: policy.probeTimeout)) }
    }

    mutating func limitHold(until limit: Instant?, _ directives: inout [Directive]) {
        guard limit != holdLimit else { return }
        holdLimit = limit
        directives.append(.limitHold(until: limit))
    }

    /// One wake is asked for, and only when it is due earlier than the one that was, or that one has come.
    mutating func wake(at next: Instant?, after now: Instant, _ directives: inout [Directive]) {
        guard let next else { return }
        if let asked = wake, asked <= next, asked > now { return }
        wake = next
        directives.append(.wake(at: next))
    }

    /// The wake that was asked for has come.
    mutating func wakeHasCome() { wake = nil }
}
