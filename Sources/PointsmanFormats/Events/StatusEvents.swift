package import PointsmanCore

/// Finds out what has happened from one status to the next.
package struct StatusEvents: Sendable {
    private var last: Status?
    /// The member of the route that was confirmed last, and the one before.
    private var confirmed: MemberID?
    private var former: MemberID?

    package init() {}

    /// What has happened with `status`, in the order in which a person would tell it.
    package mutating func take(_ status: Status) -> [StatusEvent] {
        var events: [StatusEvent] = []
        func add(_ kind: StatusEvent.Kind, _ sentence: String) {
            events.append(StatusEvent(kind, sentence, status, formerPrimary: former))
        }
        let isMove = move(to: status)
        if isMove, let former, let confirmed {
            add(.move, "writes moved from \(former) to \(confirmed)")
        }
        if status.hold.since != nil, last?.hold.since == nil {
            add(.hold, "clients begin to wait: \(Self.cause(status))")
        }
        if status.verdict.rule == .splitBrain, last?.verdict.rule != .splitBrain {
            add(.splitBrain, DecisionText.reason(status))
        }
        if let refusal = Self.refusal(status), refusal != last.flatMap(Self.refusal) {
            add(.refusal, "\(refusal): \(DecisionText.reason(status))")
        }
        if last?.hold.since != nil, status.hold.since == nil { add(.release, Self.release(status)) }
        let wasReady = last?.readiness.isReady
        if status.readiness.isReady, wasReady != true { add(.ready, "this instance is \(status.readiness.text)") }
        if !status.readiness.isReady, wasReady == true { add(.unready, "this instance is \(status.readiness.text)") }
        if events.isEmpty, last.map({ !status.reads(like: $0) }) ?? true {
            add(.change, StatusSentence.text(status))
        }
        last = status
        return events
    }

    /// Notes the confirmed route.
    /// - Returns: whether it leads to another member than the one before.
    private mutating func move(to status: Status) -> Bool {
        guard status.isConfirmed, status.hold == .none, let member = status.setting?.writes.member else { return false }
        guard let confirmed, confirmed != member else {
            confirmed = member
            return false
        }
        former = confirmed
        self.confirmed = member
        return true
    }

    private static func cause(_ status: Status) -> String {
        status.readiness.reason ?? "rule \(status.verdict.rule.rawValue)"
    }

    private static func release(_ status: Status) -> String {
        if status.hold == .turnedAway { return "clients are turned away: the hold is over and the route can't be set" }
        guard let setting = status.setting, status.verdict.action != .refuse else {
            return "clients wait no longer, and writes fail"
        }
        return "clients wait no longer; writes go to \(setting.writes.member)"
    }

    /// What is refused, in a few words; nil if nothing is.
    private static func refusal(_ status: Status) -> String? {
        if status.hold == .turnedAway { return "clients are turned away" }
        if status.verdict.action == .refuse { return "writes fail" }
        switch status.verdict.rule {
        case .refused, .contested, .rolledBack: return "a primary is not routed to"
        case .survey, .ambiguous, .splitBrain, .isolated, .route, .readOnly, .promotion, .suspect, .restart, .hold,
            .unavailable:
            return nil
        }
    }
}

extension Status {
    /// Whether a person reads the same in both, figures and reasons aside: those may change with each probe.
    fileprivate func reads(like other: Status) -> Bool {
        verdict.rule == other.verdict.rule && verdict.action == other.verdict.action
            && readiness.word == other.readiness.word && isConfirmed == other.isConfirmed
            && setting?.writes.member == other.setting?.writes.member && setting?.reads == other.setting?.reads
            && fence?.timeline == other.fence?.timeline && fence?.owner == other.fence?.owner
            && pooler.isUp == other.pooler.isUp && notices.count == other.notices.count
            && members.map(\.member) == other.members.map(\.member)
            && members.map(\.standing.word) == other.members.map(\.standing.word)
    }
}
