import PointsmanCore
import Testing

@Suite("The conductor's wakes")
struct ConductorWakeTests {
    /// A conductor that knows `iad`, and the moments, in milliseconds, that it names.
    private struct Sleeper {
        let seat = ConductorSeat()

        mutating func wakes(_ event: Event, at milliseconds: Int64) -> [Int64] {
            seat.conductor.handle(event, at: Instant(nanoseconds: milliseconds * 1_000_000)).compactMap { directive in
                if case .wake(let at) = directive { at.nanoseconds / 1_000_000 } else { nil }
            }
        }

        mutating func sees(at milliseconds: Int64) -> [Int64] {
            let sent = Instant(nanoseconds: milliseconds * 1_000_000)
            return wakes(.observed(Observation(member: iad, sent: sent, result: .report(primary()))), at: milliseconds)
        }
    }

    @Test("the conductor asks for the next wake once, and for an earlier one at once")
    func wakes() {
        var sleeper = Sleeper()
        let discovery = Event.discovery(.members([Member(id: iad)]))
        #expect(sleeper.wakes(discovery, at: 0) == [])
        #expect(sleeper.sees(at: 0) == [2_000])
        #expect(sleeper.wakes(discovery, at: 0) == [])
        #expect(sleeper.wakes(.request(.hold(.seconds(1))), at: 0) == [1_000])
        #expect(sleeper.wakes(.request(.release), at: 0) == [])
        #expect(sleeper.wakes(.wake, at: 1_000) == [2_000])
        #expect(sleeper.sees(at: 1_500) == [])
        #expect(sleeper.sees(at: 2_000) == [4_000])
    }

    @Test("the conductor never asks to be woken at the present moment")
    func present() {
        var sleeper = Sleeper()
        _ = sleeper.wakes(.discovery(.members([Member(id: iad)])), at: 0)
        _ = sleeper.sees(at: 0)
        #expect(sleeper.wakes(.wake, at: 2_000) == [])
    }
}
