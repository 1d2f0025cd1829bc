/// Owns what the shell was told last, so that it is told only what is another now.
struct Difference: Sendable {
    private var last = WantedState()
    /// The moment to be woken at that was asked for last; nil once it has come.
    private var wake: Instant?

    var status: Status? { last.status }

    /// What the shell is to be told.
    /// - Parameters:
    ///   - steps: what is begun. The guard's limit is told before, and all else afterwards.
    ///   - deadline: when the core is to be woken, if nothing happens before; nil is never.
    mutating func directives(
        to wanted: consuming WantedState, with steps: [Directive], wakingAt deadline: Instant?, after event: Event,
        at now: Instant
    ) -> [Directive] {
        var directives: [Directive] = []
        if wanted.holdLimit != last.holdLimit { directives.append(.limitHold(until: wanted.holdLimit)) }
        directives += steps
        if let decision = wanted.decision, !decision.isSame(as: last.decision) { directives.append(.record(decision)) }
        if let incident = wanted.closed { directives.append(.close(incident)) }
        if !wanted.isTold(by: last.status) { directives.append(.publish) }
        if let plan = wanted.plan, plan != last.plan { directives.append(.probe(plan)) }
        if wanted.limitsLogins != last.limitsLogins { directives.append(.limitLogins(wanted.limitsLogins)) }
        if wanted.consultation != last.consultation { directives.append(.consult(wanted.consultation)) }
        if wanted.peerQuestion != last.peerQuestion { directives.append(.askPeers(wanted.peerQuestion)) }
        if let timeout = wanted.lookUpTimeout, wanted.losesMore(than: last) {
            directives.append(.lookUp(within: timeout))
        }
        if let search = wanted.search, search != last.search { directives.append(.seek(search)) }
        last = wanted
        if case .wake = event { wake = nil }
        if let deadline, isNews(deadline, at: now) {
            wake = deadline
            directives.append(.wake(at: deadline))
        }
        return directives
    }

    /// One wake is asked for, and only when it is due earlier than the one that was, or that one has come.
    private func isNews(_ deadline: Instant, at now: Instant) -> Bool {
        wake.map { $0 > deadline || $0 <= now } ?? true
    }
}
