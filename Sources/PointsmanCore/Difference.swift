/// Owns what the shell was told last, so that the shell is told only what has changed.
struct Difference: Codable, Sendable {
    private var last = WantedState()
    /// The wake-up that was asked for last; nil once it has come.
    private var wake: Instant?

    var status: Status? { last.status }

    /// The directives that tell the shell what has changed.
    /// - Parameters:
    ///   - steps: the operations that begin. The guard's limit is told before them, everything else after them.
    ///   - deadline: when the core is to be woken if nothing happens before; nil means never.
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
        if wanted.discoveryInterval != last.discoveryInterval {
            directives.append(.discover(every: wanted.discoveryInterval))
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

    /// Whether a wake-up must be asked for: only if `deadline` is earlier than the one that was asked for, or that one
    /// has come.
    private func isNews(_ deadline: Instant, at now: Instant) -> Bool {
        wake.map { $0 > deadline || $0 <= now } ?? true
    }
}
