/// A time in which no confirmed route took writes, once it is over: the content of the log's closing line.
package struct Incident: Codable, Equatable, Sendable {
    /// The member that writes went to before, and the one that they go to now; the same if they did not move.
    package let from: MemberID
    package let to: MemberID
    /// The time from the first sign that the route does not stand to its confirmation.
    package let duration: Duration
    /// How long of that clients were held, from the first hold to the end; nil if none were.
    package let held: Duration?
    /// How many clients the pooler told an error meanwhile; none where its log isn't heard, too.
    package let failed: Int

    package init(from: MemberID, to: MemberID, duration: Duration, held: Duration?, failed: Int = 0) {
        self.from = from
        self.to = to
        self.duration = duration
        self.held = held
        self.failed = failed
    }

    package var hasMoved: Bool { from != to }
}

/// Owns the facts of the incident that is under way, so that its end can be logged in one line. A start is no incident.
struct Incidents: Codable, Sendable {
    private struct Failures: Codable, Sendable {
        let count: Int
        let moment: Instant
    }

    /// The member of the route that was confirmed last; nil before the first.
    private var led: MemberID?
    private var since: Instant?
    private var heldSince: Instant?
    private var isOperators = false
    /// Clients that the pooler told an error: in the incident, or, while there is none, a moment ago.
    private var failures: [Failures] = []
    private var failed = 0
    /// The one that this event has ended.
    private(set) var closed: Incident?

    /// How much earlier than the first sign of an incident the pooler may tell what came of it.
    private static let foretaste = Duration.milliseconds(100)

    /// Takes that the pooler told `count` clients an error.
    mutating func fail(_ count: Int, at now: Instant) {
        if since != nil { return failed += count }
        failures.removeAll { now - $0.moment > Self.foretaste }
        failures.append(Failures(count: count, moment: now))
    }

    /// - Parameters:
    ///   - isConfirmed: whether a canary has confirmed the route that the rules want.
    ///   - isHeldByOperator: whether clients wait at an operator's request, which is no incident by itself.
    mutating func follow(_ reroute: Reroute, isConfirmed: Bool, isHeldByOperator: Bool, at now: Instant) {
        closed = nil
        guard isConfirmed, reroute.hold == .none, let member = reroute.setting?.writes.member else {
            guard led != nil else { return }
            if since == nil { isOperators = isHeldByOperator }
            if since == nil {
                failed += failures.filter { now - $0.moment <= Self.foretaste }.reduce(0) { $0 + $1.count }
                failures = []
            }
            since = since ?? reroute.hold.since ?? now
            if let held = reroute.hold.since { heldSince = heldSince ?? held }
            return
        }
        if let led, let since, led != member || (heldSince != nil && !isOperators) {
            closed = Incident(
                from: led, to: member, duration: now - since, held: heldSince.map { now - $0 }, failed: failed)
        }
        led = member
        (since, heldSince, isOperators, failed) = (nil, nil, false, 0)
    }
}
