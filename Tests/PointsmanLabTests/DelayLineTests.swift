import PointsmanLab
import Testing

@Suite("The delay line of frames")
struct DelayLineTests {
    private let start = ContinuousClock.now

    @Test("the lab's delayed frames leave in the order of their arrival, and none before its time")
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

    @Test("a delay line passes frames on after it was empty")
    func again() {
        var line = DelayLine(.zero)
        for number in UInt8(1)...3 {
            line.put([number], at: start)
            #expect(line.take(at: start) == [number])
            #expect(line.take(at: start) == nil)
        }
    }
}
