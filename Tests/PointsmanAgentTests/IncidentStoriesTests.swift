import PointsmanAgent
import PointsmanCore
import PointsmanRecording
import Testing

@Suite("Incidents for those who look")
struct IncidentStoriesTests {
    private static func report(_ second: Int64, _ kind: IncidentReport.Kind) -> IncidentReport {
        var watch = IncidentWatch(instance: "x")
        watch.take(wallMicroseconds: second * 1_000_000, at: Instant(nanoseconds: 0))
        for moment in [Int64(1), 2_000_000_000] {
            _ = watch.take(.discovery(.failure("no answer")), [], at: Instant(nanoseconds: moment))
        }
        var report = watch.report(at: Instant(nanoseconds: 2_000_000_000))!
        report.kind = kind
        return report
    }

    @Test("the incident that is under way comes first, and one that has just ended is told once")
    func order() async {
        let over = [Self.report(2, .failover), Self.report(1, .restart)]
        let stories = IncidentStories(over: { over }, current: { Self.report(3, .open) })
        #expect(await stories.latest(isMoving: true) == [Self.report(3, .open)] + over)
        let ended = IncidentStories(over: { over }, current: { Self.report(2, .open) })
        #expect(await ended.latest(isMoving: true) == over)
    }

    @Test("a conductor that stands still or does not answer leaves the incidents that are over")
    func silent() async {
        let over = [Self.report(1, .restart)]
        let stories = IncidentStories(over: { over }) {
            try? await Task.sleep(for: .seconds(600))
            return Self.report(3, .open)
        }
        #expect(await stories.latest(isMoving: false) == over)
        #expect(await stories.latest(isMoving: true) == over)
    }
}
