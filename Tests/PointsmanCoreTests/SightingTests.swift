import PointsmanCore
import Testing

@Suite("What the probes of a member have brought")
struct SightingTests {
    private static let start = Instant(nanoseconds: 1_000_000_000)
    private static let second = Duration.seconds(1)

    private static func report(_ report: ServerReport, sent: Instant, roundTrip: Int64? = nil) -> Observation {
        Observation(
            member: iad, sent: sent, result: .report(report), roundTrip: roundTrip.map { .milliseconds($0) })
    }

    @Test("is a report until it was confirmed for too long, and silence then")
    func freshness() {
        var sighting = Sighting()
        sighting.take(Self.report(primary(), sent: Self.start), at: Self.start)
        let expiry = Self.start + Self.second
        #expect(sighting.latest(at: expiry + .nanoseconds(-1), freshness: Self.second) == .report(primary()))
        #expect(sighting.latest(at: expiry, freshness: Self.second) == .failure(.silent(.deadline)))
    }

    @Test("is the failure from its moment on")
    func failure() {
        var sighting = Sighting()
        #expect(sighting.latest(at: Self.start, freshness: Self.second) == nil)
        sighting.take(Self.report(primary(), sent: Self.start), at: Self.start)
        sighting.lose(.down(.endOfFile), at: Self.start)
        sighting.lose(.silent(.deadline), at: Self.start + Self.second)
        #expect(sighting.latest(at: Self.start, freshness: Self.second) == .failure(.silent(.deadline)))
        #expect(sighting.unansweredSince == Self.start)
    }

    @Test("asks for no password before anything was lost, nor once it has said what it is")
    func answering() {
        var sighting = Sighting()
        #expect(!sighting.isAnswering)
        sighting.take(Self.report(primary(), sent: Self.start), at: Self.start)
        #expect(!sighting.isAnswering)
    }

    @Test("drops a report that was asked for before what is known")
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

    @Test("proves nothing at a second address that is older than the loss of the first one")
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

    @Test("follows quicker round trips at once and slower ones slowly")
    func roundTrips() {
        var sighting = Sighting()
        for (milliseconds, expected) in [(10, 10_000), (4, 4_000), (90, 4_400), (4, 4_000)] as [(Int64, Int64)] {
            sighting.take(Self.report(primary(), sent: Self.start, roundTrip: milliseconds), at: Self.start)
            #expect(sighting.roundTrip == .microseconds(expected))
        }
    }
}
