import PointsmanCore
import Testing

@Suite("The choice of a standby for reads")
struct ReadChoiceTests {
    private static let start = Instant(nanoseconds: 0)

    /// A member, what it says, and how many milliseconds away it is.
    struct Seen: Sendable {
        var member: Member
        var report: ServerReport
        var milliseconds: Int64 = 1

        static func standby(_ id: MemberID, region: String? = nil, _ milliseconds: Int64 = 1, lsn: UInt64? = 1_000)
            -> Seen
        {
            var report = PointsmanCoreTests.standby(of: iad, started: 2)
            report.lsn = lsn.map { LSN(bytes: $0) }
            return Seen(
                member: Member(id: id, region: region.flatMap { Region($0) }), report: report,
                milliseconds: milliseconds)
        }

        static func primary(_ id: MemberID, lsn: UInt64 = 1_000) -> Seen {
            Seen(member: Member(id: id), report: PointsmanCoreTests.primary(lsn: lsn))
        }
    }

    private static func policy(region: String? = nil) -> Policy {
        var policy = Policy()
        policy.region = region.flatMap { Region($0) }
        policy.maxReplicaLag = .bytes(500)
        return policy
    }

    private static func choose(
        _ route: inout ReplicaSelector, _ seen: [Seen], primary: MemberID?, policy: Policy = Self.policy(),
        after: Duration = .zero
    ) {
        let moment = start + after
        var sightings = Sightings()
        for one in seen {
            sightings.take(
                Observation(
                    member: one.member.id, sent: moment, result: .report(one.report),
                    roundTrip: .milliseconds(one.milliseconds)), at: moment)
        }
        let members = seen.map(\.member)
        let view = ClusterView(of: members, seen: sightings, fence: fence(), policy: policy, at: moment)
        route.choose(
            among: members, seen: view.members, timeline: fence().timeline, lsn: fence().lsn, primary: primary,
            policy: policy,
            at: moment)
    }

    private static func first(_ seen: [Seen], policy: Policy = Self.policy()) -> MemberID? {
        var route = ReplicaSelector()
        choose(&route, seen, primary: nil, policy: policy)
        return route.member
    }

    @Test(
        "reads choose the nearer standby, else the one with the lower address",
        arguments: [(10, 4, ams), (4, 10, fra), (10, 9, ams), (9, 10, fra), (5, 5, fra)]
            as [(Int64, Int64, MemberID)])
    func distance(fraMilliseconds: Int64, amsMilliseconds: Int64, expected: MemberID) {
        let seen = [Seen.standby(fra, fraMilliseconds), .standby(ams, amsMilliseconds)]
        #expect(Self.first(seen) == expected)
        #expect(Self.first(seen.reversed()) == expected)
    }

    @Test("reads choose a standby in our own region, however far it is", arguments: [("x", fra), ("y", ams)])
    func region(ours: String, expected: MemberID) {
        for (near, far) in [(1, 90), (90, 1)] as [(Int64, Int64)] {
            let seen = [Seen.standby(fra, region: "x", near), .standby(ams, region: "y", far)]
            #expect(Self.first(seen, policy: Self.policy(region: ours)) == expected)
            #expect(Self.first(seen.reversed(), policy: Self.policy(region: ours)) == expected)
        }
    }

    @Test("reads ignore regions if we have none")
    func noRegion() {
        #expect(Self.first([.standby(fra, region: "x"), .standby(ams)]) == fra)
    }

    @Test(
        "reads choose no standby that lags more than max_replica_lag in bytes",
        arguments: [(500, fra), (499, iad), (nil, iad), (2_000, fra)] as [(UInt64?, MemberID)])
    func lag(lsn: UInt64?, expected: MemberID) {
        var route = ReplicaSelector()
        Self.choose(&route, [.primary(iad), .standby(fra, lsn: lsn)], primary: iad)
        #expect(route.member == expected)
    }

    @Test(
        "reads with a lag limit in time choose a standby that is recent enough or has all",
        arguments: [(5_000, 900, fra), (5_001, 900, iad), (nil, 900, iad), (nil, 1_000, fra)]
            as [(Int64?, UInt64, MemberID)])
    func staleness(milliseconds: Int64?, lsn: UInt64, expected: MemberID) {
        var policy = Self.policy()
        policy.maxReplicaLag = .time(.seconds(5))
        var behind = Seen.standby(fra, lsn: lsn)
        behind.report.staleness = milliseconds.map { .milliseconds($0) }
        var route = ReplicaSelector()
        Self.choose(&route, [.primary(iad), behind], primary: iad, policy: policy)
        #expect(route.member == expected)
    }

    @Test("reads move to a better standby only after it was fit for five seconds")
    func damping() {
        var route = ReplicaSelector()
        let far = Seen.standby(fra, 10)
        Self.choose(&route, [.primary(iad), far], primary: iad)
        let both = [Seen.primary(iad), far, .standby(ams, 1)]
        Self.choose(&route, both, primary: iad, after: .seconds(7))
        #expect(route.member == fra)
        #expect(route.nextDeadline(policy: Policy(), at: Self.start + .seconds(7)) == Self.start + .seconds(12))
        Self.choose(&route, both, primary: iad, after: .milliseconds(11_999))
        #expect(route.member == fra)
        Self.choose(&route, both, primary: iad, after: .seconds(12))
        #expect(route.member == ams)
        #expect(route.nextDeadline(policy: Policy(), at: Self.start + .seconds(12)) == Self.start + .seconds(17))
        Self.choose(&route, both, primary: iad, after: .seconds(30))
        #expect(route.member == ams)
    }

    @Test("reads leave a standby at once when it is no longer fit")
    func leaves() {
        var route = ReplicaSelector()
        Self.choose(&route, [.primary(iad), .standby(fra)], primary: iad)
        Self.choose(&route, [.primary(iad), .standby(fra, lsn: 100), .standby(ams)], primary: iad, after: .seconds(1))
        #expect(route.member == ams)
    }

    @Test("reads leave the primary for a standby that was fit for five seconds")
    func leavesPrimary() {
        var route = ReplicaSelector()
        Self.choose(&route, [.primary(iad)], primary: iad)
        let both = [Seen.primary(iad), .standby(fra)]
        Self.choose(&route, both, primary: iad, after: .seconds(1))
        #expect(route.member == iad)
        Self.choose(&route, both, primary: iad, after: .seconds(6))
        #expect(route.member == fra)
    }

    @Test("reads go to the primary if no standby is fit, and stay on a standby while the primary is away")
    func withoutFit() {
        var route = ReplicaSelector()
        let behind = Seen.standby(fra, lsn: 100)
        Self.choose(&route, [.primary(iad), .standby(fra)], primary: iad)
        Self.choose(&route, [behind], primary: iad, after: .seconds(1))
        #expect(route.member == fra)
        Self.choose(&route, [], primary: iad, after: .seconds(2))
        #expect(route.member == iad)
        Self.choose(&route, [.primary(iad), .standby(fra)], primary: iad, after: .seconds(3))
        Self.choose(&route, [.primary(iad), .standby(fra)], primary: iad, after: .seconds(8))
        #expect(route.member == fra)
        Self.choose(&route, [.primary(iad), behind], primary: iad, after: .seconds(9))
        #expect(route.member == iad)
    }

    @Test(
        "reads change standbys only for one that is less than half as far",
        arguments: [(6, fra), (5, fra), (4, ams)] as [(Int64, MemberID)])
    func clearlyNearer(milliseconds: Int64, expected: MemberID) {
        var route = ReplicaSelector()
        let far = Seen.standby(fra, 10)
        Self.choose(&route, [.primary(iad), far], primary: iad)
        for second in 1...9 {
            let all = [Seen.primary(iad), far, .standby(ams, milliseconds)]
            Self.choose(&route, all, primary: iad, after: .seconds(second))
        }
        #expect(route.member == expected)
    }

    @Test("reads move again no sooner than five seconds after the last move")
    func movesAgain() {
        var route = ReplicaSelector()
        let (far, nearer, nearest) = (Seen.standby(fra, 25), Seen.standby(ams, 10), Seen.standby(lhr, 1))
        Self.choose(&route, [.primary(iad), far], primary: iad)
        Self.choose(&route, [.primary(iad), far, nearer], primary: iad, after: .seconds(1))
        let all = [Seen.primary(iad), far, nearer, nearest]
        for second in 2...8 { Self.choose(&route, all, primary: iad, after: .seconds(second)) }
        #expect(route.member == ams)
        #expect(route.nextDeadline(policy: Policy(), at: Self.start + .seconds(8)) == Self.start + .seconds(11))
        Self.choose(&route, all, primary: iad, after: .milliseconds(10_999))
        #expect(route.member == ams)
        Self.choose(&route, all, primary: iad, after: .seconds(11))
        #expect(route.member == lhr)
    }

    @Test("a standby's lag is measured by the primary, or by the fence if the primary is stale")
    func measure() {
        var route = ReplicaSelector()
        Self.choose(&route, [.primary(iad, lsn: 2_000), .standby(fra)], primary: iad)
        #expect(route.member == iad)
        route = ReplicaSelector()
        let stale = Seen(member: Member(id: iad), report: primary(timeline: 2, lsn: 9_000))
        Self.choose(&route, [stale, .standby(fra)], primary: iad)
        #expect(route.member == fra)
    }
}
