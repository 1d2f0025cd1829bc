import PointsmanCore
import Testing

@testable import PointsmanRecording

@Suite("Whose the time of an incident is")
struct BlameTests {
    /// The blame while the route to a primary that takes writes stands, and `rule` has something to say of it.
    private static func blame(_ rule: ReadinessRule?, _ readiness: Readiness) -> Blame {
        var sight = ClusterSight()
        sight.take(
            Decision(
                verdict: WriteVerdict(rule: .route, action: .route(newPrimary), members: [newPrimary]),
                readiness: readiness, weight: .warning, check: rule))
        return sight.blame
    }

    @Test(
        "the rule of readiness says whose the time is, whatever its sentence says",
        arguments: [
            (ReadinessRule.progress, IncidentReport.Owner.agent), (.stopping, .person), (.drained, .person),
            (.pooler, .pooler), (.canary, .pooler), (.reach, .network), (.heldByOperator, .person),
            (.decision, .manager), (.obstacle, .manager), (.reroute, .agent),
        ])
    func owners(rule: ReadinessRule, owner: IncidentReport.Owner) {
        for sentence in ["cut off", "drained", "the route", "stopping", "PgBouncer's pool", "else"] {
            #expect(Self.blame(rule, .degraded(sentence)).owner == owner, "\(sentence)")
            #expect(Self.blame(rule, .notReady(sentence)).owner == owner, "\(sentence)")
        }
    }

    @Test("every rule of readiness has an owner whose name is known")
    func all() {
        for rule in ReadinessRule.allCases { #expect(Self.blame(rule, .degraded("x")).owner != .unknown, "\(rule)") }
    }

    @Test("a decision that names no rule has no owner, and one without a reason is the agent's work on the route")
    func none() {
        #expect(Self.blame(nil, .degraded("PgBouncer: x")) == Blame(owner: .unknown, reason: "PgBouncer: x"))
        #expect(
            Self.blame(nil, .ready) == Blame(owner: .agent, reason: "the route to \(newPrimary) is prepared"))
    }

    @Test("what passes while transactions end, PgBouncer logs in or a primary is silent is told by its kind")
    func kinds() {
        let moment = Instant(nanoseconds: 0)
        var sight = ClusterSight()
        sight.route = formerPrimary
        sight.take(
            Decision(
                verdict: WriteVerdict(rule: .route, action: .route(newPrimary), members: [newPrimary]),
                readiness: .degraded("x"), weight: .warning, check: .reroute))
        for (operation, kind) in [
            (Operation.pause, IncidentReport.Span.Kind?.some(.drain)), (.drain, .drain), (.sever, nil),
            (.confirm(server().identity), .login),
        ] {
            var sight = sight
            sight.begin(OperationID(1), operation, at: moment)
            #expect(sight.blame.kind == kind, "\(operation)")
        }
        sight.take(
            .observed(Observation(member: formerPrimary, sent: moment, result: .failure(.silent(.deadline)))),
            at: moment)
        sight.take(.observed(Observation(member: newPrimary, sent: moment, result: .report(server()))), at: moment)
        sight.take(
            Decision(
                verdict: WriteVerdict(rule: .suspect, action: .keep, members: [formerPrimary]),
                readiness: .degraded("x"), weight: .warning, check: .decision))
        #expect(sight.blame.kind == .silence && sight.blame.owner == .manager)
    }
}
