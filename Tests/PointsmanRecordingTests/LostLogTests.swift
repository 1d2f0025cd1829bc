import PointsmanCore
import Testing

@testable import PointsmanRecording

@Suite("Log that an old primary kept for itself")
struct LostLogTests {
    /// The old primary as it was seen: at `earlier` at second 1, and at `lsn` at second 2.
    private static func seen(_ lsn: UInt64?, earlier: UInt64? = nil) -> ClusterSight.Seen {
        var seen = ClusterSight.Seen(member: formerPrimary)
        seen.report = server(lsn: lsn)
        seen.sent = Instant(nanoseconds: 2_000_000_000)
        seen.earlier = earlier.map { (LSN(bytes: $0), Instant(nanoseconds: 1_000_000_000)) }
        return seen
    }

    private static func standby(at lsn: UInt64?) -> ClusterSight.Seen {
        var seen = ClusterSight.Seen(member: newPrimary)
        seen.report = server(lsn: lsn, isInRecovery: true)
        return seen
    }

    /// - Parameter start: when the first sign came.
    private static func lost(
        _ old: ClusterSight.Seen?, from first: UInt64?, _ standby: ClusterSight.Seen?,
        start: Duration = .milliseconds(2_500)
    ) -> IncidentReport.Lost? {
        IncidentDraft.lost(old, server(lsn: first, timeline: 4), standby, at: Instant(nanoseconds: 0) + start)
    }

    @Test("the old primary certainly kept what it was seen to have beyond the beginning of the new one")
    func least() throws {
        let lost = try #require(Self.lost(Self.seen(5_000), from: 4_700, nil))
        #expect(lost.leastBytes == 300 && lost.mostBytes == nil)
        #expect(
            IncidentText.log(lost)
                == "the old primary kept 300 bytes of log for itself at least: the old primary was seen at 0/1388, 500 ms before the "
                + "first sign; the new one took writes from 0/125C or below")
    }

    @Test(
        "an old primary that was seen below the beginning of the new one may have kept what its pace would have written since"
    )
    func most() throws {
        // 1,000 bytes a second, for half a second: 5,500; the new one had replayed 5,200.
        let lost = try #require(
            Self.lost(Self.seen(5_000, earlier: 4_000), from: 5_300, Self.standby(at: 5_200)))
        #expect(lost.leastBytes == 0 && lost.mostBytes == 300)
        #expect(
            IncidentText.log(lost)
                == "the old primary may have kept 0 to 300 bytes of log for itself: the old primary was seen at 0/1388, 500 ms before "
                + "the first sign; the new one took writes from 0/14B4 or below; at its pace it may have come to 0/157C, and the new "
                + "primary had replayed 0/1450 when it was seen last")
    }

    @Test("an old primary whose pace ends below what the new one had replayed kept nothing that is seen")
    func none() throws {
        let lost = try #require(
            Self.lost(Self.seen(5_000, earlier: 4_000), from: 6_100, Self.standby(at: 6_000)))
        #expect(lost.leastBytes == 0 && lost.mostBytes == 0)
        #expect(IncidentText.log(lost).hasPrefix("the old primary kept nothing for itself, as far as that is seen: "))
    }

    @Test("the most that an old primary may have kept is no less than what it certainly kept")
    func bounds() throws {
        // It had written nothing in the last second, and the new one had replayed more than it began with.
        let lost = try #require(
            Self.lost(Self.seen(5_000, earlier: 5_000), from: 4_600, Self.standby(at: 4_900)))
        #expect(lost.leastBytes == 400 && lost.mostBytes == 400)
        #expect(IncidentText.log(lost).hasPrefix("the old primary kept 400 bytes of log for itself: "))
    }

    @Test("a first sign from before the last answer adds nothing to the pace")
    func early() throws {
        let lost = try #require(
            Self.lost(Self.seen(5_000, earlier: 4_000), from: 5_000, Self.standby(at: 4_900), start: .seconds(1)))
        #expect(lost.mostBytes == 100)
    }

    @Test("a position that went back, or one of a standby that was not seen, tells no pace")
    func paceless() throws {
        let back = try #require(Self.lost(Self.seen(5_000, earlier: 6_000), from: 4_700, Self.standby(at: 4_600)))
        #expect(back.leastBytes == 300 && back.mostBytes == nil)
        let unseen = try #require(Self.lost(Self.seen(5_000, earlier: 4_000), from: 4_700, nil))
        #expect(unseen.mostBytes == nil)
        let silent = try #require(Self.lost(Self.seen(5_000, earlier: 4_000), from: 4_700, Self.standby(at: nil)))
        #expect(silent.mostBytes == nil)
    }

    @Test("a pace beyond the highest position that there is tells nothing, and traps nowhere")
    func forged() throws {
        for (earlier, last) in [(UInt64(0), UInt64.max), (0, .max / 2), (.max - 9, .max - 1)] {
            for start in [Duration.seconds(3), .seconds(900_000)] {
                let lost = Self.lost(Self.seen(last, earlier: earlier), from: 1, Self.standby(at: 1), start: start)
                let least = try #require(lost?.leastBytes)
                #expect(least == last - 1)
                #expect(lost?.mostBytes.map { $0 >= least } ?? true)
            }
        }
    }

    @Test("of a server that was never seen, showed no position or belongs to another cluster nothing is told")
    func unknown() {
        #expect(Self.lost(nil, from: 4_700, Self.standby(at: 4_600)) == nil)
        #expect(Self.lost(Self.seen(nil), from: 4_700, Self.standby(at: 4_600)) == nil)
        #expect(Self.lost(Self.seen(5_000), from: nil, Self.standby(at: 4_600)) == nil)
        var unsent = Self.seen(5_000)
        unsent.sent = nil
        #expect(Self.lost(unsent, from: 4_700, nil) == nil)
        var foreign = Self.seen(5_000)
        foreign.report = server(lsn: 5_000, cluster: 8_000)
        #expect(Self.lost(foreign, from: 4_700, nil) == nil)
    }
}
