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

    @Test("an operator's hold lasts as asked, but together with an earlier hold no longer than hold_timeout")
    func bounds() {
        #expect(Self.hold(for: .seconds(5)).until == Self.start + .seconds(5))
        #expect(Self.hold(for: .seconds(99)).until == Self.start + Policy().holdTimeout)
        let later = Self.start + (Policy().holdTimeout - .seconds(5))
        let held = Self.hold(for: .seconds(9), heldSince: Self.start, at: later)
        #expect(held.until == Self.start + Policy().holdTimeout)
    }

    @Test("an operator's hold ends at its moment and not before")
    func expires() {
        var hold = Self.hold(for: .seconds(5))
        hold.expire(at: Self.start + .milliseconds(4_999))
        #expect(hold.until != nil)
        hold.expire(at: Self.start + .seconds(5))
        #expect(hold.until == nil)
    }

    @Test("an operator's hold is ended by release and not by requests about the fence", arguments: [true, false])
    func released(isReleased: Bool) {
        var hold = Self.hold(for: .seconds(5))
        for request in isReleased ? [.release] : [OperatorRequest.resetFence, .adoptFence(iad)] {
            hold.take(request, heldSince: nil, policy: Policy(), at: Self.start)
        }
        #expect((hold.until == nil) == isReleased)
    }
}
