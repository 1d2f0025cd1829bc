/// The rules that say where writes go: ordered, and the first that matches wins. The raw value is the name that status,
/// logs and metrics show.
package enum WriteRule: String, CaseIterable, Sendable {
    /// Two writable servers share the highest timeline: nobody is chosen, both are named.
    case splitBrain = "split brain"
    /// Exactly one writable server at or above the fence, and no standby that answers follows another one.
    case route
    /// The routed primary lives and refuses writes: not a demotion.
    case readOnly = "read-only"
    /// The routed primary may well live: it missed a probe, or only we are blind.
    case suspect
    /// The routed primary is gone and nobody has taken its place yet.
    case hold
    /// The hold ran out, or there was never a primary to route to.
    case unavailable

    /// The answer of the first rule that matches.
    package static func verdict(on question: WriteQuestion) -> WriteVerdict {
        allCases.lazy.compactMap { $0.match(question) }.first!
    }

    private func match(_ question: WriteQuestion) -> WriteVerdict? {
        switch self {
        case .splitBrain:
            let rivals = question.view.writableOnTop
            guard rivals.count > 1 else { return nil }
            return verdict(question.isHoldOver ? .refuse : .hold, rivals.map(\.member))
        case .route:
            let candidates = question.view.writableOnTop
            guard candidates.count == 1, question.view.followersOfOthers(than: candidates[0]).isEmpty else {
                return nil
            }
            return verdict(.route(candidates[0].member), [candidates[0].member])
        case .readOnly:
            guard let routed = question.routed, question.view[routed]?.standing == .readOnly else { return nil }
            return verdict(.keep, [routed])
        case .suspect:
            guard let suspect = question.suspect else { return nil }
            return verdict(.keep, [suspect])
        case .hold:
            guard let routed = question.routed, !question.isHoldOver else { return nil }
            return verdict(.hold, [routed])
        case .unavailable:
            return verdict(.refuse, question.routed.map { [$0] } ?? [])
        }
    }

    private func verdict(_ action: WriteVerdict.Action, _ members: [MemberID]) -> WriteVerdict {
        WriteVerdict(rule: self, action: action, members: members)
    }
}
