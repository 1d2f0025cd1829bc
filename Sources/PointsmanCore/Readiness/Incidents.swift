/// A time in which no confirmed route took writes, once it is over: the content of the log's closing line.
package struct Incident: Equatable, Sendable {
    /// The member that writes went to before, and the one that they go to now; the same if they did not move.
    package let from: MemberID
    package let to: MemberID
    /// The time from the first sign that the route does not stand to its confirmation.
    package let duration: Duration
    /// How long of that clients were held, from the first hold to the end; nil if none were.
    package let held: Duration?

    package init(from: MemberID, to: MemberID, duration: Duration, held: Duration?) {
        self.from = from
        self.to = to
        self.duration = duration
        self.held = held
    }

    package var hasMoved: Bool { from != to }
}

/// Owns the facts of the incident that is under way, so that its end can be logged in one line. A start is no incident.
struct Incidents: Sendable {
    /// The member of the route that was confirmed last; nil before the first.
    private var led: MemberID?
    private var since: Instant?
    private var heldSince: Instant?
    private var isOperators = false
    /// The incident that this event has ended; nil if it has ended none.
    private(set) var closed: Incident?

    /// - Parameters:
    /// - isConfirmed: whether a canary has confirmed the route that the rules want.
    /// - isHeldByOperator: whether clients wait at an operator's request, which is no incident by itself.
    mutating func follow(_ reroute: Reroute, isConfirmed: Bool, isHeldByOperator: Bool, at now: Instant) {
        closed = nil
        guard isConfirmed, reroute.hold == .none, let member = reroute.setting?.writes.member else {
            guard led != nil else { return }
            if since == nil { isOperators = isHeldByOperator }
            since = since ?? reroute.hold.since ?? now
            if let held = reroute.hold.since { heldSince = heldSince ?? held }
            return
        }
        if let led, let since, led != member || (heldSince != nil && !isOperators) {
            closed = Incident(from: led, to: member, duration: now - since, held: heldSince.map { now - $0 })
        }
        led = member
        (since, heldSince, isOperators) = (nil, nil, false)
    }
}
