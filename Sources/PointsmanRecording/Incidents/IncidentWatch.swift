package import PointsmanCore

/// Finds the incidents in what goes through a conductor: events, directives and moments, and nothing else. The agent gives it each
/// step as it happens, and `why` those of a recording: both tell the same.
///
/// An incident begins when an instance that was ready is not any more, or ready and degraded, and ends when it is ready again.
/// It counts if writes were held, moved or refused, the instance was not ready, or it lasts a second.
package struct IncidentWatch: Sendable {
    package enum Change: Equatable, Sendable {
        /// It counts from now on.
        case began(IncidentID)
        case ended(IncidentReport)
    }

    private let instance: String
    private var sight = ClusterSight()
    /// The time since 1970 in microseconds at the conductor's moment zero.
    private var origin: Int64 = 0
    private var draft: IncidentDraft?
    private var wasReady = false
    /// Whether it was never ready since the agent's start.
    private var isStarting = true
    /// Clients that were told an error, a moment ago: PgBouncer may tell of them before the first sign.
    private var failures: [(count: Int, moment: Instant)] = []
    private var last = Instant(nanoseconds: 0)

    private static let foretaste = Duration.milliseconds(100)

    package init(instance: String) {
        self.instance = instance
    }

    /// The incident that is under way and counts; nil if there is none.
    package var current: IncidentID? { draft.flatMap { $0.counts ? $0.id : nil } }

    /// Its story so far.
    package func report(at now: Instant) -> IncidentReport? {
        draft.flatMap { $0.counts ? $0.report(sight, at: now, isOver: false) : nil }
    }

    /// The time since 1970 at `now`.
    package func wall(at now: Instant) -> WallTime { WallTime(microseconds: origin + now.nanoseconds / 1_000) }

    /// Takes the clock: the time since 1970 at `now`.
    package mutating func take(wallMicroseconds: Int64, at now: Instant) {
        origin = wallMicroseconds - now.nanoseconds / 1_000
    }

    /// Begins with what a conductor knows, after a start or a gap.
    package mutating func begin(with status: Status?, at now: Instant) {
        sight = ClusterSight()
        sight.take(status)
        draft = nil
        wasReady = status?.readiness == .ready
        isStarting = status == nil
        last = now
        if let status, !wasReady, status.isConfirmed || status.hold != .none, status.setting != nil { open(at: now) }
    }

    package mutating func take(_ event: Event, _ directives: [Directive], at now: Instant) -> [Change] {
        let counted = draft?.counts ?? false
        draft?.pass(to: now, sight.blame)
        last = now
        let routed = sight[sight.route]
        let rule = sight.decision?.verdict.rule
        sight.take(event, at: now)
        let finished = finish(event)
        for case .perform(let id, let operation) in directives { sight.begin(id, operation, at: now) }
        for case .record(let decision) in directives { sight.take(decision) }
        note(event)
        // A decision that ends a calm begins an incident, which the same event belongs to.
        let isReady = sight.decision?.readiness == .ready
        if draft == nil, wasReady, !isReady || directives.contains(where: \.holds) {
            open(at: now, after: routed, rule, by: event)
        }
        if draft == nil, isStarting, !isReady, !sight.isStopping { open(at: now, by: event, isStart: true) }
        if isReady { isStarting = false }
        wasReady = isReady
        draft?.take(event, directives, finished, sight, at: now)
        if case .clientsFailed(let count) = event {
            if draft != nil { draft?.failedClients += count } else { failures.append((count, now)) }
        }
        return changes(counted: counted, isReady: isReady, at: now)
    }

    private mutating func changes(counted: Bool, isReady: Bool, at now: Instant) -> [Change] {
        guard let draft else { return [] }
        var changes: [Change] = []
        if draft.counts, !counted { changes.append(.began(draft.id)) }
        if isReady || sight.isStopping {
            if draft.counts { changes.append(.ended(draft.report(sight, at: now, isOver: true))) }
            self.draft = nil
        }
        return changes
    }

    private mutating func finish(_ event: Event) -> (step: ClusterSight.Step, outcome: Outcome)? {
        guard case .finished(let id, let outcome) = event else { return nil }
        return sight.finish(id, outcome).map { ($0, outcome) }
    }

    private mutating func note(_ event: Event) {
        if case .shutdown = event { wasReady = false }
    }

    /// - Parameters:
    ///   - routed: what was known of the primary before the event.
    ///   - rule: the rule that decided before.
    private mutating func open(
        at now: Instant, after routed: ClusterSight.Seen? = nil, _ rule: WriteRule? = nil, by event: Event? = nil,
        isStart: Bool = false
    ) {
        let began = WallTime(microseconds: origin + now.nanoseconds / 1_000)
        let id = IncidentID(beganMicroseconds: began.microseconds, instance: instance)
        var draft = IncidentDraft(
            id: id, instance: instance, began: began, start: now, route: sight.route, routed: routed)
        draft.isStart = isStart
        draft.begin(event, sight, after: rule, at: now)
        failures.removeAll { now - $0.moment > Self.foretaste }
        draft.failedClients = failures.reduce(0) { $0 + $1.count }
        failures = []
        self.draft = draft
    }
}

extension Directive {
    /// Whether it begins to hold clients, or lets them fail.
    fileprivate var holds: Bool {
        guard case .perform(_, let operation) = self else { return false }
        switch operation {
        case .pause, .drain, .refuse, .unroute, .turnAway: return true
        case .sever, .set, .resume, .confirm, .save: return false
        }
    }
}
