import PointsmanCore
import Testing

@Suite("The route of writes")
struct WriteRouteTests {
    @Test("a write route is left behind by a fence of another owner on a higher timeline, or of another cluster")
    func leftBehind() {
        func isLeftBehind(by fence: Fence?) -> Bool {
            setting(iad, reads: iad).writes.unless(leftBehindBy: fence) == nil
        }
        #expect(!isLeftBehind(by: nil))
        #expect(!isLeftBehind(by: fence(timeline: 4)))
        #expect(isLeftBehind(by: fence(timeline: 4, owner: fra)))
        #expect(!isLeftBehind(by: fence(timeline: 3, owner: fra)))
        #expect(!isLeftBehind(by: fence(timeline: 2, owner: fra)))
        var other = fence(timeline: 2, owner: fra)
        other.systemIdentifier = SystemIdentifier(1)
        #expect(isLeftBehind(by: other))
    }
}
