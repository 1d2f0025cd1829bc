import PointsmanCore
import PointsmanLab
import PointsmanScenarios
import Testing

@Suite("The facts of a drill's recording")
struct DrillRecordingTests {
    private static let began: Int64 = 1_795_985_385_000_000_000
    private static let cluster = SystemIdentifier(7_001)
    private static let members = (11...13).map {
        MemberID(address: IPAddress("127.1.2.\($0)")!, port: 5_432)
    }

    private static func sight(_ milliseconds: Int64, _ event: Event, _ directives: [Directive] = []) -> RecordedSight {
        RecordedSight(wall: began + milliseconds * 1_000_000, event: event, directives: directives)
    }

    private static func report(
        _ index: Int, at milliseconds: Int64, isInRecovery: Bool, timeline: UInt32 = 1,
        cluster: SystemIdentifier = cluster
    ) -> RecordedSight {
        let identity = ServerIdentity(systemIdentifier: cluster, startedMicroseconds: Int64(index) + 1)
        let report = ServerReport(
            identity: identity, isInRecovery: isInRecovery, timeline: Timeline(timeline), lsn: LSN(bytes: 1_000))
        return sight(
            milliseconds,
            .observed(Observation(member: members[index], sent: Instant(nanoseconds: 0), result: .report(report))))
    }

    private static func route(_ index: Int, timeline: UInt32) -> WriteRoute {
        WriteRoute(member: members[index], systemIdentifier: cluster, timeline: Timeline(timeline))
    }

    /// What an agent learned before the drill, and a move from the first server to the second with its canary.
    private static let sights: [RecordedSight] = [
        sight(-9_000, .discovery(.members(members.map { Member(id: $0) }))),
        report(0, at: -900, isInRecovery: false), report(1, at: -800, isInRecovery: true),
        report(2, at: -700, isInRecovery: true),
        sight(
            -600, .wake,
            [.perform(OperationID(1), .set(PoolerSetting(writes: route(0, timeline: 1), reads: members[2])))]),
        sight(
            -500, .finished(OperationID(1), .done),
            [.perform(OperationID(2), .confirm(ServerIdentity(systemIdentifier: cluster, startedMicroseconds: 1)))]),
        sight(-400, .finished(OperationID(2), .done)),
        sight(300, .linkLost(members[0], .down(.endOfFile))),
        report(1, at: 2_000, isInRecovery: false, timeline: 2),
        sight(
            2_001, .wake,
            [.perform(OperationID(3), .set(PoolerSetting(writes: route(1, timeline: 2), reads: members[2])))]),
        sight(
            2_066, .finished(OperationID(3), .done),
            [.perform(OperationID(4), .confirm(ServerIdentity(systemIdentifier: cluster, startedMicroseconds: 2)))]),
        sight(2_110, .finished(OperationID(4), .done)),
    ]

    private static func facts(_ sights: [RecordedSight] = sights, isWhole: Bool = true) -> DrillFacts {
        var facts = DrillFacts(addresses: members.map(\.address.description), began: began)
        facts.systemIdentifier = cluster
        facts.add(.agentStarted(agent: 0, keepsFence: true), at: .zero)
        facts.add(.poolerStarted(agent: 0), at: .zero)
        facts.add(.spoke(agent: 0, isReady: true), at: .zero)
        facts.add(.moved(agent: 0, server: 0, timeline: 1), at: .zero)
        facts.add(.set(agent: 0, server: 0, timeline: 1), at: .zero)
        facts.add(.spoke(agent: 0, isReady: true, isDegraded: true), at: .milliseconds(300))
        facts.add(.paused(agent: 0), at: .milliseconds(301))
        facts.add(.moved(agent: 0, server: 1, timeline: 2), at: .milliseconds(2_061))
        facts.add(.resumed(agent: 0), at: .milliseconds(2_065))
        facts.add(.set(agent: 0, server: 1, timeline: 2), at: .milliseconds(2_065))
        facts.add(.spoke(agent: 0, isReady: true), at: .milliseconds(2_110))
        facts.end = .seconds(5)
        facts.add(recorded: sights, isWhole: isWhole)
        return facts
    }

    @Test(
        "the checkers of probes, orders, round trips and opinions judge a drill with a whole recording, and find no fault"
    )
    func judged() {
        let judgements = Self.facts().history.judgements
        #expect(judgements.faults == [])
        #expect(Set(["S1", "S4", "Start", "Kept", "Heed"]).isSubset(of: judgements.judges))
    }

    @Test("they do not judge a drill whose recording has gaps, or whose agent was killed")
    func notJudged() {
        #expect(
            Set(["S1", "S4", "Start", "Kept", "Heed"]).isSubset(
                of: Self.facts(isWhole: false).history.judgements.others))
        var killed = Self.facts([])
        killed.lostAgent = true
        killed.add(recorded: Self.sights, isWhole: true)
        #expect(killed.history.judgements.others.contains("S1"))
    }

    @Test("a recording reveals a write on a server that the agent saw as a standby (S1)")
    func standby() {
        var facts = Self.facts(Self.sights + [Self.report(1, at: 2_500, isInRecovery: true, timeline: 2)])
        facts.add(.committed(agent: 0, server: 1, timeline: 2, begun: .milliseconds(2_900)), at: .milliseconds(2_910))
        #expect(facts.history.judge(ObservedWrites.self).violation != nil)
    }

    @Test("a recording reveals READY before the canary of a move has come back (S4)")
    func ready() {
        #expect(Self.facts(Self.sights.dropLast()).history.judge(HonestReadiness.self).violation != nil)
    }

    @Test("a recording reveals a first route that was ordered before all members had answered (Start)")
    func start() {
        let sights = Self.sights.filter {
            if case .observed(let observation) = $0.event { observation.member != Self.members[2] } else { true }
        }
        #expect(Self.facts(sights).history.judge(CarefulStart.self).violation != nil)
    }

    @Test("a recording reveals a move to a member that a second opinion has just refused (Heed)")
    func refused() {
        let source = OpinionSource(.patroni, port: 8_008)
        let opinion = Opinion(
            member: Self.members[1], source: source, sent: Instant(nanoseconds: 0), answer: .refuses("not the leader"))
        var sights = Self.sights
        sights.insert(
            Self.sight(2_000, .opinion(opinion)), at: sights.firstIndex { $0.wall > Self.began + 2_000_000_000 }!)
        #expect(Self.facts(sights).history.judge(HeededOpinion.self).violation != nil)
    }
}
