/// Owns the outlook: it stays the same one until something in it changes, and the rules of readiness are asked again only when
/// what they look at has.
struct OutlookKeeper: Sendable {
    private struct Answer: Equatable, Sendable {
        let question: ReadinessRule.Question
        let outlook: Shared<Outlook>
    }

    private var last: Shared<Answer>?

    mutating func outlook(
        _ question: ReadinessRule.Question, setting: PoolerSetting?, fleet: Int?, heldByOperatorUntil: Instant?,
        refused: [RefusedPrimary], notices: [String], poolerNotice: String?
    ) -> Shared<Outlook> {
        let known = last.flatMap { $0.value.question == question ? $0.value.outlook : nil }
        if let known, known.value.has(setting, fleet, heldByOperatorUntil, refused, notices, poolerNotice) {
            return known
        }
        let checks = known?.value.checks ?? ReadinessRule.checks(question)
        let outlook = Shared(
            Outlook(
                checks: checks, readiness: Readiness(checks), verdict: question.verdict, setting: setting,
                hold: question.hold, isConfirmed: question.isConfirmed, fleet: fleet, pooler: question.pooler,
                poolerFinding: question.poolerFinding, obstacles: question.obstacles, poolerNotice: poolerNotice,
                discoveryFailure: question.discoveryFailure, rerouteFailure: question.rerouteFailure,
                heldByOperatorUntil: heldByOperatorUntil, isStopping: question.isStopping, refused: refused,
                reach: question.reach, notices: notices))
        last = Shared(Answer(question: question, outlook: outlook))
        return outlook
    }
}
