import PointsmanCore
import Testing

@Suite("The question of the write rules")
struct WriteQuestionTests {
    private static let now = Instant(nanoseconds: 100_000_000_000)

    /// A question about `iad`, silent, held and isolated for so many seconds; nil is not at all.
    private static func question(silent: Int64?, held: Int64? = nil, isolated: Int64? = nil) -> WriteQuestion {
        func ago(_ seconds: Int64?) -> Instant? { seconds.map { now + .seconds(-$0) } }
        let member = MemberView(
            member: iad, standing: .unknown(.silent(.deadline)), unansweredSince: ago(silent))
        return WriteQuestion(
            view: ClusterView(members: [member]), routed: iad, heldSince: ago(held), isolatedSince: ago(isolated),
            moment: now, suspectAfter: .seconds(2), holdTimeout: .seconds(20))
    }

    @Test(
        "a write verdict changes by itself at the next moment that is still to come",
        arguments: [
            (nil, nil, nil, nil), (1, nil, nil, 1), (2, nil, nil, nil), (3, 5, nil, 15), (1, 5, nil, 1),
            (3, 20, nil, nil), (nil, 5, 1, 1), (nil, 5, 9, 15),
        ] as [(Int64?, Int64?, Int64?, Int64?)])
    func deadline(silent: Int64?, held: Int64?, isolated: Int64?, expected: Int64?) {
        let question = Self.question(silent: silent, held: held, isolated: isolated)
        #expect(question.nextDeadline == expected.map { Self.now + .seconds($0) })
    }

    @Test("an unpinned choice between clusters names the members that answer")
    func ambiguous() {
        let members = [
            MemberView(member: iad, standing: .writable, report: primary()),
            MemberView(member: fra, standing: .unknown(.silent(.deadline))),
            MemberView(member: ams, standing: .writable, report: primary(cluster: SystemIdentifier(8))),
        ]
        let verdict = WriteRule.verdict(
            on: WriteQuestion(
                view: ClusterView(members: members), isPinned: false, routed: nil, heldSince: nil, moment: Self.now,
                suspectAfter: .seconds(2), holdTimeout: .seconds(20)))
        #expect(verdict == WriteVerdict(rule: .ambiguous, action: .refuse, members: [iad, ams]))
    }
}
