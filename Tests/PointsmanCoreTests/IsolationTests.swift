import PointsmanCore
import Testing

@Suite("The isolation of a primary")
struct IsolationTests {
    private static let start = Instant(nanoseconds: 1_000)

    /// Three members, of which these standbys stream from the primary.
    private static func view(started: Int64 = 1, followers: Followers = .unknown, streaming: [MemberID]) -> ClusterView
    {
        ClusterView(
            members: [
                MemberView(member: iad, standing: .writable, report: primary(started: started, followers: followers))
            ]
                + [fra, ams].map { member in
                    guard streaming.contains(member) else {
                        return MemberView(member: member, standing: .unknown(.silent(.deadline)))
                    }
                    let report = standby(of: iad, started: member == fra ? 2 : 3)
                    return MemberView(member: member, standing: .standby, report: report)
                })
    }

    @Test(
        "a primary with one of two standbys has its majority, whichever side reports it",
        arguments: [
            (.unknown, [fra]), (.standbys([fra.address]), []), (.standbys([]), [fra, ams]),
        ] as [(Followers, [MemberID])])
    func majority(followers: Followers, streaming: [MemberID]) {
        var isolation = Isolation()
        isolation.follow(iad, in: Self.view(streaming: [fra, ams]), at: Self.start)
        isolation.follow(iad, in: Self.view(followers: followers, streaming: streaming), at: Self.start)
        #expect(isolation.since == nil)
    }

    @Test("a primary is isolated from the moment its last standby leaves until one is back")
    func leaves() {
        var isolation = Isolation()
        isolation.follow(iad, in: Self.view(streaming: [fra]), at: Self.start)
        let left = Self.start + .seconds(5)
        isolation.follow(iad, in: Self.view(followers: .standbys([]), streaming: []), at: left)
        isolation.follow(iad, in: Self.view(followers: .standbys([]), streaming: []), at: left + .seconds(9))
        #expect(isolation.since == left)
        isolation.follow(iad, in: Self.view(streaming: [ams]), at: left + .seconds(10))
        #expect(isolation.since == nil)
    }

    @Test("a primary that never had standbys, or was restarted since, is not isolated")
    func neverHad() {
        var isolation = Isolation()
        isolation.follow(iad, in: Self.view(streaming: []), at: Self.start)
        #expect(isolation.since == nil)
        isolation.follow(iad, in: Self.view(streaming: [fra]), at: Self.start)
        isolation.follow(iad, in: Self.view(started: 2, streaming: []), at: Self.start)
        #expect(isolation.since == nil)
    }

    @Test(
        "unknown followers neither begin nor end an isolation",
        arguments: [.unknown, .standbys([nil]), .standbys([IPAddress("10.9.9.9")])] as [Followers])
    func unknown(followers: Followers) {
        var isolation = Isolation()
        isolation.follow(iad, in: Self.view(streaming: [fra]), at: Self.start)
        isolation.follow(iad, in: Self.view(followers: followers, streaming: []), at: Self.start)
        #expect(isolation.since == nil)
        isolation.follow(iad, in: Self.view(followers: .standbys([]), streaming: []), at: Self.start)
        isolation.follow(iad, in: Self.view(followers: followers, streaming: []), at: Self.start + .seconds(9))
        #expect(isolation.since == Self.start)
    }

    /// Three servers with two addresses each, of which these answer; the primary shows its followers. A server that doesn't answer
    /// has done so before.
    private static func dualView(answering: [Int64], followers: Followers) -> ClusterView {
        let servers = [1, 2, 3].flatMap { (number: Int64) in
            [0, 1].map { family in
                (number, MemberID(address: .v4(0x0A00_0000 + UInt32(family) << 8 + UInt32(number)), port: 5432))
            }
        }
        let members = servers.map { number, member in
            let report =
                number == 1
                ? primary(started: 1, followers: followers) : standby(of: servers[0].1, started: number)
            guard answering.contains(number) else {
                return MemberView(
                    member: member, standing: .unknown(.silent(.deadline)), lastIdentity: report.identity)
            }
            return MemberView(member: member, standing: number == 1 ? .writable : .standby, report: report)
        }
        return ClusterView(members: members)
    }

    @Test(
        "a primary of three servers with two addresses each keeps its majority with one standby, and lacks it with none"
    )
    func twoAddresses() {
        var isolation = Isolation()
        let first = MemberID(address: .v4(0x0A00_0001), port: 5432)
        let follower = IPAddress.v4(0x0A00_0002)
        isolation.follow(first, in: Self.dualView(answering: [1, 2, 3], followers: .standbys([])), at: Self.start)
        isolation.follow(first, in: Self.dualView(answering: [1, 2], followers: .standbys([follower])), at: Self.start)
        #expect(isolation.since == nil)
        isolation.follow(first, in: Self.dualView(answering: [1], followers: .standbys([])), at: Self.start)
        #expect(isolation.since == Self.start)
    }

    /// The same members for a role without pg_monitor: `answering` standbys answer, and nothing shows which server they follow.
    private static func hiddenView(answering: [MemberID], followers: Followers = .unknown) -> ClusterView {
        let others = [fra, ams].map { member in
            answering.contains(member)
                ? MemberView(
                    member: member, standing: .standby,
                    report: standby(timeline: nil, started: member == fra ? 2 : 3))
                : MemberView(member: member, standing: .unknown(.silent(.deadline)))
        }
        let report = primary(followers: followers)
        return ClusterView(members: [MemberView(member: iad, standing: .writable, report: report)] + others)
    }

    @Test("an isolation ends for a role without pg_monitor once standbys answer and the primary has WAL senders again")
    func hidden() {
        var isolation = Isolation()
        isolation.follow(iad, in: Self.view(streaming: [fra]), at: Self.start)
        isolation.follow(iad, in: Self.hiddenView(answering: [fra, ams], followers: .standbys([])), at: Self.start)
        #expect(isolation.since == Self.start)
        isolation.follow(iad, in: Self.hiddenView(answering: []), at: Self.start + .seconds(1))
        #expect(isolation.since == Self.start)
        isolation.follow(iad, in: Self.hiddenView(answering: [ams]), at: Self.start + .seconds(2))
        #expect(isolation.since == nil)
    }

    @Test("a restarted primary with unknown followers is not isolated")
    func unknownRun() {
        var isolation = Isolation()
        isolation.follow(iad, in: Self.view(streaming: [fra]), at: Self.start)
        isolation.follow(iad, in: Self.view(followers: .standbys([]), streaming: []), at: Self.start)
        isolation.follow(iad, in: Self.view(started: 2, streaming: []), at: Self.start)
        #expect(isolation.since == nil)
    }
}
