import PointsmanCore

/// An incident that is under way.
struct IncidentDraft: Sendable {
    let id: IncidentID
    let instance: String
    let began: WallTime
    let start: Instant
    /// Where writes went before, and what was known of that server then.
    let route: MemberID?
    let routed: ClusterSight.Seen?
    var failedClients = 0
    /// Whether it is a start of the agent, which counts only if it takes long.
    var isStart = false
    private(set) var moments: [IncidentReport.Moment] = []
    private(set) var spans: [(blame: Blame, from: Instant, to: Instant)] = []
    private(set) var unnoticed = Duration.zero
    private var passed: Instant
    private var lastRule: WriteRule?
    private(set) var heldSince: Instant?
    private(set) var heldUntil: Instant?
    private(set) var hasRefused = false
    private(set) var wasUnready = false
    private(set) var isPerson = false
    /// Since when the primary is lost or clients are held, and when they were served again.
    private(set) var waitSince: Instant?
    private(set) var servedAt: Instant?
    private(set) var hasLostPrimary = false
    /// What the new primary showed first as a primary, and last as a standby.
    private(set) var newcomer: (member: MemberID, report: ServerReport, standby: ClusterSight.Seen?)?
    private var lastStandbys: [ClusterSight.Seen] = []

    /// What stands in the timeline at most: a flapping cluster makes thousands.
    private static let mostMoments = 400
    private static let mostSpans = 2_000

    init(
        id: IncidentID, instance: String, began: WallTime, start: Instant, route: MemberID?, routed: ClusterSight.Seen?
    ) {
        self.id = id
        self.instance = instance
        self.began = began
        self.start = start
        self.route = route
        self.routed = routed
        passed = start
    }

    /// A degradation that lasts so long counts even if no client was held.
    private static let long = Duration.seconds(1)

    /// Whether it is more than a short degradation.
    var counts: Bool {
        passed - start >= Self.long || !isStart && hasHarmed
    }

    private var hasHarmed: Bool {
        heldSince != nil || hasRefused || wasUnready || newcomer.map { $0.member != route } ?? false
    }

    /// Lets the time pass until `now`, which belongs to `blame`.
    mutating func pass(to now: Instant, _ blame: Blame) {
        defer { passed = now }
        guard now > passed else { return }
        if spans.last?.blame == blame || spans.count == Self.mostSpans {
            spans[spans.count - 1].to = now
        } else {
            spans.append((blame, passed, now))
        }
    }

    /// - Parameter rule: the rule that decided before.
    mutating func begin(_ event: Event?, _ sight: ClusterSight, after rule: WriteRule?, at now: Instant) {
        lastRule = rule
        if isStart { return add(.fault, "the agent starts", at: now) }
        lastStandbys = sight.members.filter { $0.report?.isInRecovery == true }
        switch event {
        case .linkLost(let member, let failure): add(.fault, "the link to \(member) was lost: \(failure.text)", at: now)
        case .serversLost: add(.fault, "PgBouncer's log tells that connections to the primary ended", at: now)
        case .observed(let observation):
            switch observation.result {
            case .failure(let failure):
                add(.fault, "\(observation.member) is \(failure.text)", at: now)
            case .report: add(.fault, "\(observation.member) has answered otherwise than before", at: now)
            }
        case .pooler(.down(let reason)): add(.fault, "PgBouncer: \(reason)", at: now)
        case .request: add(.fault, "an operator's request", at: now)
        case .notice: add(.fault, "a notice of the fleet's planned move", at: now)
        case .shutdown, .none: add(.fault, IncidentReport.cut, at: now)
        default: add(.fault, sight.decision?.readiness.reason ?? "the first sign", at: now)
        }
        // A silence is noticed only when an answer is overdue.
        if let routed, let sent = routed.sent, isSilence(event, of: routed.member) {
            unnoticed = max(.zero, now - sent)
        }
    }

    private func isSilence(_ event: Event?, of member: MemberID) -> Bool {
        switch event {
        case .observed(let observation):
            switch observation.result {
            case .failure(.silent): return observation.member == member
            case .failure: return false
            // Another server takes writes: the old primary is lost since some moment after its last answer.
            case .report(let report): return observation.member != member && !report.isInRecovery
            }
        case .linkLost(member, .silent), .wake: return true
        default: return false
        }
    }

    mutating func take(
        _ event: Event, _ directives: [Directive], _ finished: (step: ClusterSight.Step, outcome: Outcome)?,
        _ sight: ClusterSight, at now: Instant
    ) {
        if case .observed(let observation) = event { take(observation, at: now) }
        if let finished { take(finished.step, finished.outcome, at: now) }
        for directive in directives { take(directive, at: now) }
        if case .clientsFailed(let count) = event {
            add(.failed, "PgBouncer told \(count) client\(count == 1 ? "" : "s") an error", at: now)
        }
        if case .pooler(let state) = event {
            switch state {
            case .up: add(.decision, "PgBouncer's console answers", at: now)
            case .down(let reason):
                let sentence = "PgBouncer: \(reason)"
                if !moments.suffix(3).contains(where: { $0.sentence == sentence }) { add(.fault, sentence, at: now) }
            case .unknown: break
            }
        }
        if sight.isHeldByOperator || sight.isMoving { isPerson = true }
    }

    private mutating func take(_ observation: Observation, at now: Instant) {
        guard case .report(let report) = observation.result else { return }
        if report.isInRecovery {
            if report.isPromoting, newcomer?.member != observation.member {
                add(.promotion, "\(observation.member) ends its recovery", at: now)
            }
            var seen = ClusterSight.Seen(member: observation.member)
            (seen.report, seen.sent) = (report, observation.sent)
            lastStandbys.removeAll { $0.member == observation.member }
            lastStandbys.append(seen)
        } else if !report.isReadOnly,
            newcomer?.member != observation.member || newcomer?.report.identity != report.identity
                || newcomer?.report.timeline != report.timeline
        {
            guard hasLostPrimary || observation.member != route || report.identity != routed?.report?.identity else {
                return
            }
            let isNews =
                observation.member != route || report.identity != routed?.report?.identity
                || report.timeline != routed?.report?.timeline
            newcomer = (observation.member, report, lastStandbys.first { $0.member == observation.member })
            let timeline = report.timeline.map { " on timeline \($0)" } ?? ""
            add(
                .writable,
                isNews
                    ? "\(observation.member) takes writes\(timeline)"
                    : "\(observation.member) answers again\(timeline)",
                at: now)
        }
    }

    private mutating func take(_ step: ClusterSight.Step, _ outcome: Outcome, at now: Instant) {
        if case .failed(let reason) = outcome {
            if case .save = step.operation { return }
            return add(.failed, "\(step.operation.words) failed: \(reason)", at: now)
        }
        switch step.operation {
        case .pause, .drain: add(.drained, "no transaction is open any more", at: now)
        case .sever: add(.drained, "the connections to the old primary are cut", at: now)
        case .set(let setting):
            add(.set, "PgBouncer leads writes to \(setting.writes.member)", at: now)
            heldUntil = now
        case .resume:
            add(.set, "clients go on where they were", at: now)
            heldUntil = now
        case .refuse, .unroute, .turnAway:
            add(.refused, "clients fail at once", at: now)
            heldUntil = now
        case .confirm:
            add(.confirmed, "the first login and round trip through PgBouncer", at: now)
            servedAt = now
        case .save: break
        }
    }

    private mutating func take(_ directive: Directive, at now: Instant) {
        switch directive {
        case .perform(_, let operation):
            switch operation {
            case .pause, .drain:
                if heldSince == nil { add(.hold, "clients are held", at: now) }
                heldSince = heldSince ?? now
                waitSince = waitSince ?? now
                heldUntil = nil
                servedAt = nil
            case .refuse, .unroute, .turnAway: hasRefused = true
            case .sever, .set, .resume, .confirm, .save: break
            }
        case .record(let decision):
            if case .refuse = decision.verdict.action { hasRefused = true }
            switch decision.verdict.rule {
            case .hold, .suspect, .restart, .promotion, .unavailable:
                hasLostPrimary = true
                waitSince = waitSince ?? now
            default: break
            }
            if lastRule != decision.verdict.rule {
                lastRule = decision.verdict.rule
                let named = decision.verdict.members.map(\.description).joined(separator: ", ")
                add(
                    .decision,
                    "rule \(decision.verdict.rule.rawValue): \(RuleText.sentence(decision.verdict.rule))"
                        + (named.isEmpty ? "" : " (\(named))"), at: now, rule: decision.verdict.rule)
            }
            if case .notReady(let reason) = decision.readiness {
                if !wasUnready {
                    let isTold = moments.last?.sentence == reason
                    add(.unready, "this instance is not ready" + (isTold ? "" : ": \(reason)"), at: now)
                }
                wasUnready = true
            }
        default: break
        }
    }

    mutating func add(
        _ kind: IncidentReport.Moment.Kind, _ sentence: String, at now: Instant, rule: WriteRule? = nil
    ) {
        guard moments.count < Self.mostMoments, moments.last?.sentence != sentence else { return }
        moments.append(IncidentReport.Moment(kind: kind, offset: now - start, sentence: sentence, rule: rule))
    }
}

extension Operation {
    /// What it does, for people.
    fileprivate var words: String {
        switch self {
        case .pause, .drain: "PAUSE"
        case .sever: "cutting the old connections"
        case .set: "setting the route"
        case .resume: "RESUME"
        case .refuse, .unroute, .turnAway: "letting clients fail"
        case .confirm: "the round trip through PgBouncer"
        case .save: "saving the fence"
        }
    }
}
