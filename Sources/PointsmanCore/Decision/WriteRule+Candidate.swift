extension WriteRule {
    /// The member that writes would move to if no second opinion were asked; nil if they stay or go nowhere. The rule
    /// *survey* is left out, so that opinions are asked during a survey; so is the proof of a hold, which follows them. A route that an earlier agent left is no move.
    package static func candidate(in question: WriteQuestion) -> MemberView? {
        let question = question.proven
        let verdict = allCases.lazy.filter { $0 != .survey }.firstMatch { $0.match(question) }!
        guard verdict.rule == .route, let member = verdict.target, member != question.routed, member != question.found
        else { return nil }
        return question.view[member]
    }

    /// What writes do while the candidate doesn't count: they stay on a primary that takes them, otherwise the rules
    /// after *route* decide. At a first start no client waits for the opinions themselves.
    static func actionWithoutCandidate(_ question: WriteQuestion) -> WriteVerdict.Action {
        let present = question.routed ?? question.found
        if question.view.standing(of: present) == .writable { return .keep }
        let isRefused = question.objections.contains { if case .refusal = $0 { true } else { false } }
        if present == nil, !isRefused { return question.heldSince == nil ? .keep : .hold }
        return allCases.drop { $0 != .route }.dropFirst().firstMatch { $0.match(question) }!.action
    }
}
