import PointsmanLab
import Testing

@Suite("Frames that take their time")
struct DelayLineTests {
    private let start = ContinuousClock.now

    @Test("come out in the order in which they went in, none before it is due")
    func order() {
        var line = DelayLine(.milliseconds(20))
        #expect(line.nextDue == nil)
        line.put([1], at: start)
        line.put([2], at: start + .milliseconds(5))
        #expect(line.nextDue == start + .milliseconds(20))
        #expect(line.take(at: start + .milliseconds(19)) == nil)
        #expect(line.take(at: start + .milliseconds(20)) == [1])
        #expect(line.take(at: start + .milliseconds(24)) == nil)
        #expect(line.take(at: start + .milliseconds(30)) == [2])
        #expect(line.nextDue == nil)
    }

    @Test("go on after the line was empty")
    func again() {
        var line = DelayLine(.zero)
        for number in UInt8(1)...3 {
            line.put([number], at: start)
            #expect(line.take(at: start) == [number])
            #expect(line.take(at: start) == nil)
        }
    }
}
