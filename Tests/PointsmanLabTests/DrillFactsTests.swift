import PointsmanCore
import PointsmanLab
import PointsmanScenarios
import Testing

@Suite("The facts of a drill")
struct DrillFactsTests {
    private static let began: Int64 = 1_795_985_385_000_000_000
    private static let addresses = ["127.1.2.11", "127.1.2.12", "127.1.2.13", "127.1.2.14"]

    private static func route(_ host: String, _ timeline: Int) -> String {
        "[databases]\napp = host='\(host)' port='5432' connect_query='select ::int8<\(timeline) when'\napp_ro = host='\(host)'\n"
    }

    /// A reroute as PgBouncer and the agent tell it: held at 0.298 s, let go at 2.065 s.
    private static let log = """
        2026-11-29T20:49:45.296Z notice writes are held (rule hold: 127.1.2.11:5432); degraded: the primary is gone
        2026-11-29T20:49:45.298Z info PgBouncer: PAUSE 'app' command issued
        2026-11-29T20:49:47.061Z info PgBouncer: RELOAD command issued
        2026-11-29T20:49:47.065Z info PgBouncer: RESUME 'app' command issued
        2026-11-29T20:49:47.113Z notice writes go to 127.1.2.12:5432 (rule route: 127.1.2.12:5432); ready
        """

    private func facts(_ log: String = log) -> DrillFacts {
        var facts = DrillFacts(addresses: Self.addresses, began: Self.began)
        facts.add(.agentStarted(agent: 0, keepsFence: true), at: .zero)
        let routes = [
            (Self.began - 5, Self.route("127.1.2.11", 1)), (Self.began + 2_060_500_000, Self.route("127.1.2.12", 2)),
        ]
        facts.add(log: log, routes: routes.map { (wall: $0.0, text: $0.1) })
        facts.add(.agentStopped(agent: 0, isStopped: false), at: .seconds(4))
        return facts
    }

    @Test("the facts of holds and routes come from PgBouncer's log and ini file, with their moments")
    func told() {
        let history = facts().history
        let told = history.entries.filter { [.paused, .resumed, .moved, .set, .decided].contains($0.fact.kind) }
        #expect(
            told.map { "\($0.fact.kind) \($0.moment)" } == [
                "moved 0.000000", "set 0.000000", "decided 0.296000", "paused 0.298000", "moved 2.061000",
                "resumed 2.065000", "set 2.065000", "decided 2.113000",
            ])
        #expect(history.path() == [0, 1])
    }

    @Test("a drill's facts are judged by each checker that has what it needs")
    func judged() {
        let judgements = facts().history.judgements
        #expect(judgements.judges == ["S2", "S3", "S5", "L1", "L3"])
        #expect(judgements.faults == [])
        #expect(judgements.count == Checkers.all.count)
    }

    @Test("a drill's facts reveal an endless hold, writes that go back, and a stale write after the reroute")
    func broken() {
        let lines = Self.log.split(separator: "\n")
        var held = facts(lines.filter { !$0.contains("RESUME") }.joined(separator: "\n"))
        held.add(.healed, at: .seconds(60))
        #expect(held.history.judge(BoundedHold.self).violation != nil)

        var back = facts()
        back.add(.moved(agent: 0, server: 0, timeline: 1), at: .seconds(3))
        #expect(back.history.judge(SteadyRoute.self).violation != nil)

        var stale = facts()
        stale.add(.acknowledged(agent: 0, server: 0, timeline: 1), at: .seconds(3))
        #expect(stale.history.judge(OldTimelineWrites.self).violation != nil)
    }

    @Test("a drill's facts reveal writes that went nowhere while a server could take them")
    func late() {
        var facts = facts("")
        facts.reachable = [(.zero, 1)]
        facts.add(.healed, at: .seconds(60))
        #expect(facts.history.judge(TimelyRoute.self).violation != nil)
    }

    @Test("S3 does not judge a drill in which the agent died, since PgBouncer's log then has no reader")
    func deadAgent() {
        var facts = facts()
        facts.lostAgent = true
        #expect(facts.history.judgements.others.contains("S3"))
    }

    @Test("L2 judges a drill whose settled state is known", arguments: [true, false])
    func settled(isRight: Bool) {
        var facts = facts()
        let route = Self.route(isRight ? "127.1.2.12" : "127.1.2.11", 2)
        facts.settle(expected: IPAddress("127.1.2.12"), route: route, isReady: true, at: .seconds(9))
        #expect((facts.history.judge(Agreement.self).finding == .holds) == isRight)
    }
}
