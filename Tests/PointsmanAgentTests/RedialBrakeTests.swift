import Testing

@testable import PointsmanAgent

@Suite("Links to a member that are lost again and again")
struct RedialBrakeTests {
    @Test("the first eight within ten seconds are dialled again at once, those after them a second later")
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
