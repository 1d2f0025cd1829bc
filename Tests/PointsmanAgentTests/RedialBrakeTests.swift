import Testing

@testable import PointsmanAgent

@Suite("The brake on redials to a member")
struct RedialBrakeTests {
    @Test("the first eight lost links in ten seconds are redialled at once, the next one a second later")
    func braked() {
        var brake = RedialBrake()
        let start = ContinuousClock.now
        for count in 1...8 {
            let moment = start + .milliseconds(100 * count)
            #expect(brake.next(afterLossAt: moment) == moment)
        }
        let ninth = start + .milliseconds(900)
        #expect(brake.next(afterLossAt: ninth) == ninth + .seconds(1))
        let later = start + .seconds(30)
        #expect(brake.next(afterLossAt: later) == later)
    }
}
