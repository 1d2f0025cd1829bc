import PointsmanCore
import Testing

@Suite("What is known of one member")
struct SightingTests {
    private static let start = Instant(nanoseconds: 1_000_000_000)
    private static let second = Duration.seconds(1)

    private static func report(_ report: ServerReport, sent: Instant, roundTrip: Int64? = nil) -> Observation {
        Observation(
            member: iad, sent: sent, result: .report(report), roundTrip: roundTrip.map { .milliseconds($0) })
    }

    @Test("a probe's report counts until it was unconfirmed for too long, then as silence")
    func freshness() {
        var sighting = Sighting()
        sighting.take(Self.report(primary(), sent: Self.start), at: Self.start)
        let expiry = Self.start + Self.second
        #expect(sighting.latest(at: expiry + .nanoseconds(-1), freshness: Self.second) == .report(primary()))
        #expect(sighting.latest(at: expiry, freshness: Self.second) == .failure(.silent(.deadline)))
    }

    @Test("a probe's failure counts from its moment, and the unanswered time from the first failure")
    func failure() {
        var sighting = Sighting()
        #expect(sighting.latest(at: Self.start, freshness: Self.second) == nil)
        sighting.take(Self.report(primary(), sent: Self.start), at: Self.start)
        sighting.lose(.down(.endOfFile), at: Self.start)
        sighting.lose(.silent(.deadline), at: Self.start + Self.second)
        #expect(sighting.latest(at: Self.start, freshness: Self.second) == .failure(.silent(.deadline)))
        #expect(sighting.unansweredSince == Self.start)
    }

    @Test("a member does not count as asking for a password before anything was lost")
    func answering() {
        var sighting = Sighting()
        #expect(!sighting.isAnswering)
        sighting.take(Self.report(primary(), sent: Self.start), at: Self.start)
        #expect(!sighting.isAnswering)
    }

    @Test("a probe's report asked for before the latest knowledge is dropped")
    func order() {
        var sighting = Sighting()
        sighting.take(Self.report(primary(lsn: 2_000), sent: Self.start), at: Self.start)
        sighting.take(Self.report(primary(lsn: 1_000), sent: Self.start + .milliseconds(-1)), at: Self.start)
        #expect(sighting.report?.lsn == LSN(bytes: 2_000))
        sighting.lose(.down(.endOfFile), at: Self.start + Self.second)
        sighting.take(Self.report(primary(lsn: 3_000), sent: Self.start), at: Self.start + Self.second)
        #expect(sighting.failure == .down(.endOfFile))
        sighting.take(Self.report(primary(lsn: 3_000), sent: Self.start + Self.second), at: Self.start + Self.second)
        #expect(sighting.report?.lsn == LSN(bytes: 3_000))
    }

    @Test("a second address's report from before the loss of the first proves nothing for the same run")
    func secondAddress() {
        var owner = Sighting()
        owner.take(Self.report(primary(), sent: Self.start), at: Self.start)
        owner.lose(.down(.endOfFile), at: Self.start + Self.second)
        func latest(sent: Instant, _ report: ServerReport) -> Observation.Result? {
            var other = Sighting()
            other.take(Self.report(report, sent: sent), at: sent)
            return other.latest(at: Self.start + Self.second, freshness: Self.second * 2, besides: owner)
        }
        #expect(latest(sent: Self.start, primary()) == .failure(.down(.endOfFile)))
        #expect(latest(sent: Self.start, primary(started: 9)) == .report(primary(started: 9)))
        #expect(latest(sent: Self.start + Self.second, primary()) == .report(primary()))
    }

    @Test("the average round trip follows faster ones at once and slower ones slowly")
    func roundTrips() {
        var sighting = Sighting()
        for (milliseconds, expected) in [(10, 10_000), (4, 4_000), (90, 4_400), (4, 4_000)] as [(Int64, Int64)] {
            sighting.take(Self.report(primary(), sent: Self.start, roundTrip: milliseconds), at: Self.start)
            #expect(sighting.roundTrip == .microseconds(expected))
        }
    }
}
