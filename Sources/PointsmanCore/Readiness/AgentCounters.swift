/// Counters that rise while the agent lives, counted from the status.
package struct AgentCounters: Equatable, Sendable {
    /// Confirmed moves of the write route to another member.
    package private(set) var reroutes: UInt64 = 0
    /// The duration of each: from the first sign in the status that the route does not stand, to its confirmation.
    package private(set) var rerouteDurations = DurationHistogram.interruptions
    /// The number of times that clients were held.
    package private(set) var holds: UInt64 = 0
    /// The duration of each hold that is over.
    package private(set) var holdDurations = DurationHistogram.interruptions
    /// The planned moves for which clients were held here and that have led them to another primary.
    package private(set) var followedMoves: UInt64 = 0
    /// The planned moves for which clients were held here, and after which they went back to the primary of before.
    package private(set) var returnedMoves: UInt64 = 0
    /// The number of times that this instance became ready.
    package private(set) var timesReady: UInt64 = 0
    /// The moment since which the rule, its action and the word of readiness have not changed; nil before the first
    /// status.
    package private(set) var settledSince: Instant?
    private var confirmed: MemberID?
    private var disturbedSince: Instant?

    package init() {}

    package mutating func count(from old: Status?, to new: Status, at moment: Instant) {
        if old.map({ !$0.saysTheSame(as: new) }) ?? true { settledSince = moment }
        if new.hold.since != nil, old?.hold.since == nil { holds += 1 }
        if let since = old?.hold.since, new.hold.since == nil { holdDurations.add(moment - since) }
        if old?.move.part.holds == true, !new.move.part.holds {
            if new.move.hasMoved { followedMoves += 1 } else { returnedMoves += 1 }
        }
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
    /// Whether both say the same to a person, figures aside.
    fileprivate func saysTheSame(as other: Status) -> Bool {
        verdict.rule == other.verdict.rule && verdict.action == other.verdict.action
            && readiness.word == other.readiness.word
    }
}
