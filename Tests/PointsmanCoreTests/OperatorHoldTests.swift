import PointsmanCore
import Testing

@Suite("An operator's hold")
struct OperatorHoldTests {
    private static let start = Instant(nanoseconds: 0)

    private static func hold(for duration: Duration, heldSince: Instant? = nil, at moment: Instant = start)
        -> OperatorHold
    {
        var hold = OperatorHold()
        hold.take(.hold(duration), heldSince: heldSince, policy: Policy(), at: moment)
        return hold
    }

    @Test("lasts as long as asked for, and with what came before no longer than a hold may")
    func bounds() {
        #expect(Self.hold(for: .seconds(5)).until == Self.start + .seconds(5))
        #expect(Self.hold(for: .seconds(99)).until == Self.start + Policy().holdTimeout)
        let later = Self.start + (Policy().holdTimeout - .seconds(5))
        let held = Self.hold(for: .seconds(9), heldSince: Self.start, at: later)
        #expect(held.until == Self.start + Policy().holdTimeout)
    }

    @Test("ends at its moment, and not before")
    func expires() {
        var hold = Self.hold(for: .seconds(5))
        hold.expire(at: Self.start + .milliseconds(4_999))
        #expect(hold.until != nil)
        hold.expire(at: Self.start + .seconds(5))
        #expect(hold.until == nil)
    }

    @Test("is ended by a release, and by nothing that is said of the fence", arguments: [true, false])
    func released(isReleased: Bool) {
        var hold = Self.hold(for: .seconds(5))
        for request in isReleased ? [.release] : [OperatorRequest.resetFence, .adoptFence(iad)] {
            hold.take(request, heldSince: nil, policy: Policy(), at: Self.start)
        }
        #expect((hold.until == nil) == isReleased)
    }
}
