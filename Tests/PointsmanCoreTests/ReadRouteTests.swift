import PointsmanCore
import Testing

@Suite("Where reads go")
struct ReadRouteTests {
    private static func policy(region: String? = nil) -> Policy {
        var policy = Policy()
        policy.region = region.flatMap { Region($0) }
        policy.maxReplicaLag = .bytes(500)
        return policy
    }

    private static func reads(_ shell: ScriptedShell) -> MemberID? { shell.status?.setting?.reads }

    @Test("to a standby in our own region first", arguments: [("fra", fra), ("iad", fra), ("zzz", fra)])
    func ownRegion(region: String, expected: MemberID) {
        #expect(Self.reads(.settled(policy: Self.policy(region: region))) == expected)
    }

    @Test("to the primary where no standby is proven to follow it", arguments: [nil, 2] as [UInt32?])
    func unproven(timeline: UInt32?) {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(fra, standby(timeline: timeline))
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("a standby that falls behind loses them at once, without a hold, and gets them back after a while")
    func lagAndDamping() {
        var shell = ScriptedShell.settled(policy: Self.policy())
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        #expect(Self.reads(shell) == fra)
        shell.see(iad, primary(lsn: 1_501))
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
        var caughtUp = standby(of: iad)
        caughtUp.lsn = LSN(bytes: 1_501)
        for _ in 0..<6 {
            #expect(Self.reads(shell) == iad)
            shell.see(iad, primary(lsn: 1_501))
            shell.see(fra, caughtUp)
            shell.pass(.seconds(1))
        }
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test(
        "with a limit in time, to a standby that has seen everything of late",
        arguments: [(4_999, true), (5_001, false), (nil, false)] as [(Int64?, Bool)])
    func staleness(milliseconds: Int64?, isFit: Bool) {
        var policy = Policy()
        policy.maxReplicaLag = .time(.seconds(5))
        var behind = standby(of: iad)
        behind.staleness = milliseconds.map { .milliseconds($0) }
        var shell = ScriptedShell(policy: policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(fra, behind)
        shell.see(iad, primary(lsn: 90_000))
        #expect(shell.operations == [.set(setting(iad, reads: isFit ? fra : iad))])
    }

    @Test("a standby keeps them while the primary is away and none can be proven")
    func primaryAway() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, standby(timeline: nil))
        shell.see(ams, standby(timeline: nil))
        shell.finish()
        #expect(Self.reads(shell) == fra)
        #expect(shell.operations == [])
    }
}
