import PointsmanCore
import PointsmanScenarios
import Testing

@Suite("The checker of second opinions")
struct HeededOpinionTests {
    private static let patroni = OpinionSource(.patroni, port: 8008)

    @Test(
        "the checker finds an order that moves writes to a server refused within probe_timeout",
        arguments: [(0, 400, false), (0, 600, true), (1, 400, true)] as [(Int, Int64, Bool)])
    func heeded(address: Int, moment: Int64, isAllowed: Bool) {
        var history = TestHistory<HeededOpinion>()
        history.tell(.spokenOf(agent: 0, address: 0, source: Self.patroni, isRefusal: true), at: 0)
        history.tell(.orderedReads(agent: 0, address: 2, primary: address, timeline: 3), at: moment)
        #expect((history.complaint == nil) == isAllowed)
    }

    @Test(
        "the checker ends a refusal once the agent has seen another run of the server, or one on another timeline",
        arguments: [(3, 1, false), (4, 1, true), (3, 2, true)] as [(UInt32, UInt32, Bool)])
    func anotherRun(timeline: UInt32, run: UInt32, isAllowed: Bool) {
        var history = TestHistory<HeededOpinion>()
        history.tell(.observed(agent: 0, address: 0, claim: Claim(server: 0, timeline: 3)), at: 0)
        history.tell(.spokenOf(agent: 0, address: 0, source: Self.patroni, isRefusal: true), at: 0)
        history.tell(.observed(agent: 0, address: 0, claim: Claim(server: 0, timeline: timeline, run: run)), at: 100)
        history.tell(.orderedReads(agent: 0, address: 2, primary: 0, timeline: timeline), at: 200)
        #expect((history.complaint == nil) == isAllowed)
    }

    @Test(
        "the checker accepts that writes stay at a refused server that the pooler leads to already", arguments: [0, 1])
    func stays(led: Int) {
        var history = TestHistory<HeededOpinion>()
        history.tell(.moved(agent: 0, server: led, timeline: 3), at: 0)
        history.tell(.observed(agent: 0, address: 0, claim: Claim(server: 0, timeline: 3)), at: 0)
        history.tell(.spokenOf(agent: 0, address: 0, source: Self.patroni, isRefusal: true), at: 0)
        history.tell(.orderedReads(agent: 0, address: 2, primary: 0, timeline: 3), at: 200)
        #expect((history.complaint == nil) == (led == 0))
    }

    @Test("the checker ends a refusal only by its own source, and by each agent's own probe_timeout")
    func takenBack() {
        for source in [Self.patroni, OpinionSource(.fleet, port: 6433)] {
            var history = TestHistory<HeededOpinion>()
            history.tell(.spokenOf(agent: 0, address: 0, source: Self.patroni, isRefusal: true), at: 0)
            history.tell(.spokenOf(agent: 0, address: 0, source: source, isRefusal: false), at: 100)
            history.tell(.orderedReads(agent: 0, address: 2, primary: 0, timeline: 3), at: 200)
            #expect((history.complaint == nil) == (source == Self.patroni))
        }
        var policy = Policy()
        policy.probeTimeout = .milliseconds(200)
        var history = TestHistory<HeededOpinion>()
        history.tell(.policyTaken(agent: 0, policy), at: 0)
        history.tell(.spokenOf(agent: 0, address: 0, source: Self.patroni, isRefusal: true), at: 0)
        history.tell(.orderedReads(agent: 0, address: 2, primary: 0, timeline: 3), at: 300)
        #expect(history.complaint == nil)
    }
}
