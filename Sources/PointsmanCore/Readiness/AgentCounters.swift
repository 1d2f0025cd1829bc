/// What only rises while the agent lives.
package struct AgentCounters: Equatable, Sendable {
    /// Confirmed moves of the write route to another member.
    package private(set) var reroutes: UInt64 = 0
    /// Times that clients were held.
    package private(set) var holds: UInt64 = 0
    /// Times that this instance became ready.
    package private(set) var timesReady: UInt64 = 0
    private var confirmed: MemberID?

    package init() {}

    package mutating func count(from old: Status?, to new: Status) {
        if new.hold.since != nil, old?.hold.since == nil { holds += 1 }
        if new.readiness.isReady, old?.readiness.isReady != true { timesReady += 1 }
        guard new.isConfirmed, let member = new.setting?.writes.member else { return }
        if confirmed != nil, confirmed != member { reroutes += 1 }
        confirmed = member
    }
}
