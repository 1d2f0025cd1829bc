/// What only rises while the agent lives, as the status tells it.
package struct AgentCounters: Equatable, Sendable {
    /// Confirmed moves of the write route to another member.
    package private(set) var reroutes: UInt64 = 0
    /// How long each of them took: from the first sign in the status that the route does not stand, to its confirmation.
    package private(set) var rerouteDurations = DurationHistogram.interruptions
    /// Times that clients were held.
    package private(set) var holds: UInt64 = 0
    /// How long each hold lasted that is over.
    package private(set) var holdDurations = DurationHistogram.interruptions
    /// Times that this instance became ready.
    package private(set) var timesReady: UInt64 = 0
    /// Since when the rule, what it does and the word of readiness are what they are; nil before the first status.
    package private(set) var settledSince: Instant?
    private var confirmed: MemberID?
    private var disturbedSince: Instant?

    package init() {}

    package mutating func count(from old: Status?, to new: Status, at moment: Instant) {
        if old.map({ !$0.saysTheSame(as: new) }) ?? true { settledSince = moment }
        if new.hold.since != nil, old?.hold.since == nil { holds += 1 }
        if let since = old?.hold.since, new.hold.since == nil { holdDurations.add(moment - since) }
        if new.readiness.isReady, old?.readiness.isReady != true { timesReady += 1 }
        guard new.isConfirmed, new.hold == .none else {
            disturbedSince = disturbedSince ?? new.hold.since ?? moment
            return
        }
        defer { disturbedSince = nil }
        guard let member = new.setting?.writes.member else { return }
        if let confirmed, confirmed != member {
            reroutes += 1
            rerouteDurations.add(disturbedSince.map { moment - $0 } ?? .zero)
        }
        confirmed = member
    }
}

extension Status {
    /// Whether a person would read the same from both, but for figures.
    fileprivate func saysTheSame(as other: Status) -> Bool {
        verdict.rule == other.verdict.rule && verdict.action == other.verdict.action
            && readiness.word == other.readiness.word
    }
}
