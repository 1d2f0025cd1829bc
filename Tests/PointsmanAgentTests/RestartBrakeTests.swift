import PointsmanAgent
import Testing

@Suite("What has ended is started again")
struct RestartBrakeTests {
    @Test("at once the first time, then later each time, and never later than after half a minute")
    func pauses() {
        var brake = RestartBrake()
        let pauses = (0..<20).map { _ in brake.pause(afterRunning: .seconds(1)) }
        #expect(
            pauses.prefix(6) == [
                .zero, .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
                .milliseconds(1_600),
            ])
        #expect(pauses[9] == .milliseconds(25_600))
        #expect(pauses.dropFirst(10).allSatisfy { $0 == .seconds(30) })
    }

    @Test("at once after it has run for a while, however often it ended before")
    func wellBegun() {
        var brake = RestartBrake()
        for _ in 0..<20 { _ = brake.pause() }
        #expect(brake.pause(afterRunning: .seconds(5)) == .zero)
        #expect(brake.pause() == .milliseconds(100))
    }
}
