import PointsmanCore
import Testing

@Suite("The event counters")
struct EventCountersTests {
    private static func observation(_ result: Observation.Result, roundTrip: Duration? = nil) -> Event {
        .observed(
            Observation(member: iad, sent: Instant(nanoseconds: 0), result: result, roundTrip: roundTrip))
    }

    @Test("probes are counted by round trips, kinds of failure and lost links")
    func probes() {
        var counters = EventCounters()
        counters.take(Self.observation(.report(primary()), roundTrip: .microseconds(300)))
        counters.take(Self.observation(.report(primary()), roundTrip: .seconds(2)))
        counters.take(Self.observation(.report(primary())))
        counters.take(Self.observation(.failure(.down(.endOfFile))))
        counters.take(Self.observation(.failure(.silent(.deadline))))
        counters.take(Self.observation(.failure(.silent(.deadline))))
        counters.take(Self.observation(.failure(.blind(.sqlState("53300")))))
        counters.take(.linkLost(fra, .down(.endOfFile)))
        #expect(counters.probes.map(\.member) == [iad, fra])
        #expect(counters.probes[0].roundTrips.count == 2)
        #expect(counters.probes[0].roundTrips.counts.last == 1)
        #expect(counters.probes[0].roundTrips.sum == .microseconds(2_000_300))
        let failures = counters.probes[0].failures
        #expect([failures.down, failures.silent, failures.blind] == [1, 2, 1])
        #expect(counters.probes.map(\.linkLosses) == [0, 1])
        counters.keep(only: [fra])
        #expect(counters.probes.map(\.member) == [fra])
    }

    @Test("failed operations are counted by name, each once")
    func operations() {
        var counters = EventCounters()
        counters.begin(OperationID(1), .pause)
        counters.begin(OperationID(2), .resume)
        counters.begin(OperationID(3), .save(nil))
        for number: UInt64 in [2, 1, 1, 9] { counters.take(.finished(OperationID(number), .failed("no"))) }
        counters.take(.finished(OperationID(3), .done))
        #expect(counters.failedOperations.filter { $0.times > 0 }.map(\.word) == ["pause", "resume"])
        #expect(counters.failedOperations.map(\.times).reduce(0, +) == 2)
    }

    @Test("every operation has a unique word")
    func words() {
        let route = WriteRoute(member: iad, systemIdentifier: ours, timeline: Timeline(3))
        let all: [Operation] = [
            .pause, .drain, .sever, .set(PoolerSetting(writes: route, reads: iad)), .resume, .refuse,
            .unroute(reads: nil), .turnAway, .confirm(primary().identity), .save(nil),
        ]
        #expect(all.map(\.word) == Operation.words)
        #expect(Set(Operation.words).count == all.count)
    }

    @Test("failed discovery rounds and losses of PgBouncer's console are counted")
    func errors() {
        var counters = EventCounters()
        counters.take(.discovery(.failure("SERVFAIL")))
        counters.take(.discovery(.members([Member(id: iad)])))
        counters.take(.pooler(.down("not there yet")))
        #expect(counters.poolerLosses == 0, "what was never had is not lost: an ordinary start counts nothing")
        counters.take(.pooler(.up(holdsWrites: false)))
        counters.take(.pooler(.down("gone")))
        counters.take(.pooler(.up(holdsWrites: false)))
        #expect([counters.discoveryFailures, counters.poolerLosses] == [1, 1])
    }
}
