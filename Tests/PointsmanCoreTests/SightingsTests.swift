import PointsmanCore
import Testing

@Suite("What is known of all members")
struct SightingsTests {
    private static let start = Instant(nanoseconds: 0)

    private static func sightings(_ reports: [(MemberID, UInt64)]) -> Sightings {
        var sightings = Sightings()
        for (index, (member, lsn)) in reports.enumerated() {
            let sent = start + .seconds(index)
            sightings.take(Observation(member: member, sent: sent, result: .report(primary(lsn: lsn))), at: sent)
        }
        return sightings
    }

    @Test("the record of probes has one entry a member, in whatever order they answer")
    func entries() {
        let sightings = Self.sightings([(fra, 1), (iad, 2), (ams, 3), (fra, 4), (iad, 5), (ams, 6)])
        #expect([iad, fra, ams].map { sightings[$0]?.report?.lsn?.bytes } == [5, 4, 6])
    }

    @Test("the record of probes forgets servers that are no members, and keeps all others")
    func keep() {
        var sightings = Self.sightings([(iad, 1), (fra, 2)])
        sightings.keep(only: [Member(id: iad), Member(id: fra), Member(id: ams)])
        #expect(sightings[fra] != nil)
        sightings.keep(only: [Member(id: iad), Member(id: ams)])
        #expect(sightings[iad] != nil)
        #expect(sightings[fra] == nil)
        sightings.keep(only: [Member(id: ams)])
        #expect(sightings[iad] == nil)
    }

    @Test("a member is gone if it was silent for long enough or never heard of")
    func gone() {
        var sightings = Self.sightings([(iad, 1), (fra, 2)])
        sightings.lose(fra, .silent(.deadline), at: Self.start + .seconds(5))
        let patience = Duration.seconds(10)
        #expect(sightings.isGone(ams, for: patience, at: Self.start))
        #expect(!sightings.isGone(iad, for: patience, at: Self.start + .seconds(60)))
        #expect(!sightings.isGone(fra, for: patience, at: Self.start + .milliseconds(14_999)))
        #expect(sightings.isGone(fra, for: patience, at: Self.start + .seconds(15)))
    }

    @Test("the record of probes names the moment at which the first report expires")
    func expiry() {
        var sightings = Self.sightings([(fra, 1), (iad, 2), (ams, 3)])
        var policy = Policy()
        (policy.probeInterval, policy.probeTimeout) = (.seconds(1), .milliseconds(500))
        #expect(sightings.nextExpiry(policy, at: Self.start) == Self.start + .seconds(2))
        sightings.lose(fra, .silent(.deadline), at: Self.start + .seconds(2))
        #expect(sightings.nextExpiry(policy, at: Self.start) == Self.start + .seconds(3))
    }
}
