import PointsmanLab
import Testing

@Suite("The decisions in the agent's log")
struct AgentDecisionTests {
    private static let time = "2026-11-25T01:45:21.781Z notice "

    @Test(
        "a decision's log line is read with rule, target and readiness",
        arguments: [
            ("writes go to 127.1.2.12:5432 (rule route: 127.1.2.12:5432); ready", "route", "127.1.2.12:5432", true),
            (
                "writes go to [fdaa:1::c]:5432 (rule route: [fdaa:1::c]:5432); not ready: the route is being set",
                "route", "[fdaa:1::c]:5432", false
            ),
            (
                "writes are held (rule split brain: 127.1.2.12:5432, 127.1.2.13:5432); not ready: two", "split brain",
                nil, false
            ),
            ("writes stay where they are (rule survey); not ready: a reason", "survey", nil, false),
            ("writes stay where they are (rule suspect: 127.1.2.11:5432); degraded: no word", "suspect", nil, true),
            (
                "writes go to 127.1.2.12:5432 (rule isolated: 127.1.2.12:5432); ready", "isolated", "127.1.2.12:5432",
                true
            ),
        ] as [(String, String, String?, Bool)])
    func decision(line: String, rule: String, target: String?, isReady: Bool) throws {
        let decision = try #require(AgentDecision(line: Self.time + line))
        #expect(decision.rule == rule)
        #expect(decision.target == target)
        #expect(decision.isReady == isReady)
        #expect(decision.isDegraded == line.contains("degraded"))
    }

    @Test("a log line that tells no decision is not read as one")
    func others() {
        for line in [
            "info PgBouncer: PAUSE 'app' command issued", "info member 127.1.2.11:5432: Connection refused", "",
        ] {
            #expect(AgentDecision(line: line) == nil)
        }
    }

    @Test("the path of decisions names each region once a move, and an unknown server by its address")
    func path() {
        let members = zip(1..., ["iad", "fra"]).map { number, region in
            LabMember(number: number, region: region, address: "fdaa:1::\(number)", machineID: "m\(number)")
        }
        let targets = ["[fdaa:1::1]:5", "[fdaa:1::2]:5", "[fdaa:1::2]:5", "[fdaa:1::9]:5"]
        let decisions = targets.compactMap { AgentDecision(line: "writes go to \($0) (rule route: \($0)); ready") }
        #expect(decisions.count == 4)
        #expect(
            AgentDecision.path(of: decisions, from: members[0], among: members) == ["iad", "fra", "[fdaa:1::9]:5"])
    }
}
