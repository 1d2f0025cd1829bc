import PointsmanCore
import Testing

@Suite("The back-off after failures")
struct BackOffTests {
    private static let start = Instant(nanoseconds: 1_000_000_000)

    private static func rests(_ pace: BackOff.Pace, _ count: Int, seed: UInt64) -> [Duration] {
        var backOff = BackOff()
        return (0..<count).map { _ in
            backOff.fail(pace, seed: seed, at: start)
            return (backOff.next ?? start) - start
        }
    }

    @Test("the back-off doubles up to 30 s, with up to a quarter taken off each", arguments: [0, 1, 77, UInt64.max])
    func growth(seed: UInt64) {
        let full = [1, 2, 4, 8, 16, 30, 30, 30].map { Duration.seconds($0) }
        for (rest, most) in zip(Self.rests(.refused, full.count, seed: seed), full) {
            #expect(rest <= most && rest > most * 3 / 4, "\(rest) of \(most)")
        }
    }

    @Test("the back-off differs between instances and is the same for one instance")
    func spread() {
        #expect(Self.rests(.refused, 5, seed: 1) == Self.rests(.refused, 5, seed: 1))
        let first = Set((0..<100).map { Self.rests(.refused, 1, seed: $0 &* 0x1_0001)[0] })
        #expect(first.count > 50)
    }

    @Test("the back-off starts anew after a success")
    func reset() {
        var backOff = BackOff()
        for _ in 0..<5 { backOff.fail(.refused, seed: 3, at: Self.start) }
        backOff.reset()
        #expect(backOff == BackOff())
    }

    @Test("the back-off follows an SQLSTATE that refuses, and no failure that may pass in a moment")
    func paces() {
        for state: SQLState in ["28P01", "28000", "3D000", "42501"] {
            #expect(ProbeFailure(.sqlState(state)).pace == .refused, "\(state)")
        }
        #expect(ProbeFailure(.sqlState("53300")).pace == .crowded)
        #expect(ProbeFailure(.sqlState("42P01")).pace == .failing)
        for state: SQLState in ["57P01", "57P02", "57P03"] {
            #expect(ProbeFailure(.sqlState(state)).pace == nil, "\(state)")
        }
        for failure in [ProbeFailure.down(.systemError(111)), .down(.endOfFile), .silent(.deadline)] {
            #expect(failure.pace == nil)
        }
    }
}
