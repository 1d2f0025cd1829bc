extension FleetMove {
    struct Lead: Codable, Equatable, Sendable {
        let id: MoveID
        let me: FleetSender
        let from: MemberID
        /// The primary of another cluster that is to be adopted; nil for a move within the cluster.
        var to: ServerIdentity?
        let span: Duration
        var until: Instant
        /// When the present phase began, and when its notice is to be sent again.
        var began: Instant
        var nextWord: Instant
        var answers: [Answer] = []
        /// Whether this instance has heard its own notice that all adopt the new cluster. Notices have one order for all.
        var isCommitted = false
    }

    /// The answers of one instance.
    struct Answer: Codable, Equatable, Sendable {
        let sender: FleetSender
        var address: IPAddress?
        var isHeld = false
        /// When the instance last said that it has heard that all hold; nil before.
        var kept: Instant?
        /// Whether it goes to the new cluster when it is told, and whether it has said that it went.
        var expects = false
        var hasAdopted = false
    }

    /// When something is due without a further notice; nil if nothing is.
    func nextDeadline(_ policy: Policy, after moment: Instant) -> Instant? {
        guard let lead else { return nil }
        var next = Earliest(after: moment)
        next.consider(lead.until)
        switch state {
        case .idle, .over, .adopting: break
        case .moved: if lead.to != nil { next.consider(lead.nextWord) }
        case .voting:
            next.consider(lead.began + votingLimit(policy))
            next.consider(lead.nextWord)
        case .calling, .closing: next.consider(lead.began + policy.probeTimeout)
        case .draining:
            next.consider(lead.began + policy.drainTimeout + policy.probeTimeout)
            next.consider(lead.nextWord)
        case .prepared:
            next.consider(lead.nextWord)
            for answer in lead.answers { next.consider(answer.kept.map { $0 + Self.patience }) }
        }
        return next.moment
    }
}
