package import PointsmanCore

/// The text of a decision in the log.
package enum DecisionText {
    /// One sentence: where writes go, by which rule, and whether this instance is ready.
    package static func sentence(_ decision: Decision) -> String {
        let members = decision.verdict.members.map(\.description).joined(separator: ", ")
        let writes =
            switch decision.verdict.action {
            case .route(let member): "writes go to \(member)"
            case .preRoute(let member): "writes wait for the promotion of \(member)"
            case .waitForRestart(let member): "writes wait for \(member) to say what it is"
            case .keep: "writes stay where they are"
            case .hold: "writes are held"
            case .refuse: "writes fail"
            }
        let objections = decision.verdict.objections.map { "; \($0.sentence)" }.joined()
        let about = members.isEmpty ? "" : ": \(members)\(objections)"
        return "\(writes) (rule \(decision.verdict.rule.rawValue)\(about)); \(decision.readiness.text)"
    }

    /// Why the rule holds, as readiness says it or else with its members.
    package static func reason(_ status: Status) -> String {
        let decision = status.checks.first { $0.rule == .decision }?.reason ?? status.readiness.reason
        let members = status.verdict.members.map(\.description).joined(separator: ", ")
        let objections = status.verdict.objections.map { "; \($0.sentence)" }.joined()
        return decision ?? "rule \(status.verdict.rule.rawValue)\(members.isEmpty ? "" : ": \(members)")\(objections)"
    }

    /// The closing line of an incident.
    /// - Parameters:
    ///   - waiting: how many clients were seen to wait; nil where that is not known.
    ///   - hearsFailures: whether the pooler's log tells of those who failed.
    package static func sentence(_ incident: Incident, waiting: Int? = nil, hearsFailures: Bool = false) -> String {
        let head =
            incident.hasMoved
            ? "writes moved from \(incident.from) to \(incident.to)" : "writes go on at \(incident.to)"
        let hold = incident.held.map { "; clients were held for \(seconds($0))" } ?? "; no client was held"
        let count = waiting.map { ", \($0) \($0 == 1 ? "was" : "were") seen to wait" } ?? ""
        let failed = hearsFailures ? ", \(incident.failed) failed" : ""
        return "\(head) after \(seconds(incident.duration))\(hold)\(count)\(failed)"
    }

    /// The fields for a program that reads the log without parsing the sentence.
    package static func fields(_ decision: Decision) -> [(name: String, value: JSONValue)] {
        [
            ("event", .string("decision")), ("rule", .string(decision.verdict.rule.rawValue)),
            ("action", .string(decision.verdict.action.word)),
            ("member", .optional(decision.verdict.members.first.map { "\($0)" })),
            ("readiness", .string(decision.readiness.word)),
        ]
    }

    package static func fields(
        _ incident: Incident, waiting: Int? = nil, hearsFailures: Bool = false
    ) -> [(name: String, value: JSONValue)] {
        [
            ("event", .string("incident")), ("from", .string("\(incident.from)")), ("to", .string("\(incident.to)")),
            ("duration_milliseconds", .integer(incident.duration.wholeMilliseconds)),
            ("hold_milliseconds", incident.held.map { .integer($0.wholeMilliseconds) } ?? .null),
            ("waiting", waiting.map { .integer($0) } ?? .null),
            ("failed", hearsFailures ? .integer(incident.failed) : .null),
        ]
    }

    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        return milliseconds < 1_000 ? "\(milliseconds) ms" : "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
    }
}

extension WriteVerdict.Action {
    /// The action's word, without its member.
    fileprivate var word: String {
        switch self {
        case .route: "route"
        case .preRoute: "pre-route"
        case .waitForRestart: "wait for restart"
        case .keep: "keep"
        case .hold: "hold"
        case .refuse: "refuse"
        }
    }
}
