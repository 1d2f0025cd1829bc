import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The counts of complaints in PgBouncer's log")
struct ComplaintCountsTests {
    private static func minute(_ number: Int64) -> Instant { Instant(nanoseconds: number * 60_000_000_000) }

    @Test("PgBouncer's complaints are counted by kind with the time since the last one")
    func counts() {
        var counts = ComplaintCounts()
        #expect(counts.heard(at: Self.minute(0)) == [])
        counts.take(.queryWait, at: Self.minute(1))
        counts.take(.noSuchUser, at: Self.minute(2))
        counts.take(.queryWait, at: Self.minute(3))
        #expect(
            counts.heard(at: Self.minute(4)) == [
                HeardComplaint(complaint: .noSuchUser, count: 1, ago: .seconds(120)),
                HeardComplaint(complaint: .queryWait, count: 2, ago: .seconds(60)),
            ])
    }

    @Test("a complaint of PgBouncer's is forgotten after an hour")
    func hour() {
        var counts = ComplaintCounts()
        counts.take(.serverFull, at: Self.minute(0))
        counts.take(.serverFull, at: Self.minute(30))
        #expect(counts.heard(at: Self.minute(59)).first?.count == 2)
        #expect(counts.heard(at: Self.minute(60)).first?.count == 1)
        #expect(counts.heard(at: Self.minute(90)) == [])
    }

    @Test("the complaint counts keep no more than an hour of minutes, however many complaints come")
    func bounded() {
        var (flood, trickle) = (ComplaintCounts(), ComplaintCounts())
        for minute in Int64(0)..<600 {
            for _ in 0..<50 { flood.take(.noServer, at: Self.minute(minute)) }
            if minute >= 540 { for _ in 0..<50 { trickle.take(.noServer, at: Self.minute(minute)) } }
        }
        #expect(flood == trickle)
        #expect(flood.heard(at: Self.minute(599)).first?.count == 3_000)
    }
}
