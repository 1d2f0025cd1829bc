package import PointsmanCore

/// What a change of mind looks like in the log.
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
}
