import PointsmanAgent
import Testing

@Suite("The brake on restarts")
struct RestartBrakeTests {
    @Test("restarts of a program come at once first, then ever later, and at most 30 s apart")
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

    @Test("a restart comes at once if the program ran for a while, however often it ended before")
    func wellBegun() {
        var brake = RestartBrake()
        for _ in 0..<20 { _ = brake.pause() }
        #expect(brake.pause(afterRunning: .seconds(5)) == .zero)
        #expect(brake.pause() == .milliseconds(100))
    }
}
