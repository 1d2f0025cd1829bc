import PointsmanCore
import Testing

@Suite("Whether a probe tells more than how far a server is by now")
struct StillnessTests {
    private static let start = Instant(nanoseconds: 0)

    /// Whether `changed` is news after `report`.
    private static func isNews(_ report: ServerReport, _ changed: ServerReport) -> Bool {
        var sighting = Sighting()
        sighting.take(Observation(member: iad, sent: start, result: .report(report)), at: start)
        let next = Observation(member: iad, sent: start, result: .report(changed), roundTrip: .milliseconds(1))
        return sighting.take(next, at: start)
    }

    @Test("a position, an age and a round trip are no news")
    func positions() {
        var changed = primary(lsn: 1)
        changed.lsn = LSN(bytes: 2)
        changed.staleness = .seconds(1)
        #expect(!Self.isNews(primary(lsn: 1), changed))
    }

    @Test("everything else is")
    func everythingElse() {
        let changes: [(inout ServerReport) -> Void] = [
            { $0.identity = ServerIdentity(systemIdentifier: ours, startedMicroseconds: 99) },
            { $0.isInRecovery.toggle() }, { $0.isReadOnly.toggle() }, { $0.timeline = Timeline(99) },
            { $0.upstream = .member(fra) }, { $0.followers = .standbys([nil]) }, { $0.isPromoting.toggle() },
            { $0.endpoint = fra },
            { $0.connections = 99 }, { $0.version = 150_004 },
        ]
        for (index, change) in changes.enumerated() {
            var changed = primary(lsn: 1)
            change(&changed)
            #expect(Self.isNews(primary(lsn: 1), changed), "change \(index)")
        }
        // Whoever gives a report another part says here which of the two it is.
        #expect(Mirror(reflecting: primary(lsn: 1)).children.count == changes.count + 2)
    }

    @Test("the first report is news, and none that is dropped")
    func first() {
        var sighting = Sighting()
        let sent = Self.start + .seconds(1)
        let first = sighting.take(Observation(member: iad, sent: sent, result: .report(primary())), at: sent)
        let older = sighting.take(Observation(member: iad, sent: Self.start, result: .report(standby())), at: sent)
        #expect([first, older] == [true, false])
    }

    @Test("a failure is news once, and so is its end")
    func failures() {
        var sighting = Sighting()
        sighting.take(Observation(member: iad, sent: Self.start, result: .report(primary())), at: Self.start)
        let first = sighting.lose(.silent(.deadline), at: Self.start)
        let again = sighting.lose(.silent(.deadline), at: Self.start + .seconds(1))
        let other = sighting.lose(.down(.endOfFile), at: Self.start + .seconds(1))
        let later = Self.start + .seconds(2)
        let end = sighting.take(Observation(member: iad, sent: later, result: .report(primary())), at: later)
        #expect([first, again, other, end] == [true, false, true, true])
    }
}
