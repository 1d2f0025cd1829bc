// A move to another cluster (Cutover.md). While all instances hold, each is asked whether it sees the new cluster's primary take
// writes; once all do, all are told to adopt it. Up to that word each way back is open, and from then on none is.
extension FleetMove {
    /// The time before the deadline within which no instance is told to adopt any more: one that heard of it after its own deadline
    /// would go back.
    static let margin = Duration.milliseconds(500)

    /// Whether all instances have been told to adopt the new cluster.
    var isAdopting: Bool { if case .adopting = state { true } else { false } }

    /// Begins the vote, if a cutover is prepared.
    mutating func vote(at moment: Instant) -> FleetNotice.Word? {
        guard case .prepared(var lead) = state, let target = lead.to else { return nil }
        lead.began = moment
        lead.nextWord = moment + Self.interval
        state = .voting(lead)
        return .expect(target)
    }

    /// Has all adopt the new cluster when each expects it.
    mutating func count(_ lead: Lead, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        var lead = lead
        guard let target = lead.to else { return nil }
        if lead.answers.allSatisfy(\.expects) {
            guard moment + Self.margin < lead.until else { return abort(lead, "no time was left to adopt it") }
            lead.nextWord = moment + Self.interval
            state = .adopting(lead)
            return .adopt(target)
        }
        if moment >= lead.began + votingLimit(context.policy) {
            return abort(lead, "\(names(lead) { !$0.expects }) did not say that the new primary takes writes")
        }
        return sayAgain(&lead, .expect(target), at: moment) { .voting($0) }
    }

    /// Tells those that have not adopted it yet, through the new primary.
    mutating func tellLate(_ lead: Lead, at moment: Instant) -> FleetNotice.Word? {
        guard case .moved(_, let member) = state, let target = lead.to, !lead.answers.allSatisfy(\.hasAdopted) else {
            return nil
        }
        var lead = lead
        return sayAgain(&lead, .adopt(target), at: moment) { .moved($0, to: member) }
    }

    /// How long the instances may take to say that they see the new primary take writes: the next probe tells.
    func votingLimit(_ policy: Policy) -> Duration { policy.probeInterval + policy.probeTimeout }
}
