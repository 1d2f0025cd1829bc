import PointsmanCore
import Testing

@Suite("The operator's lowest timeline (min_timeline)")
struct MinTimelineTests {
    @Test(
        "min_timeline counts only before there is a fence",
        arguments: [(nil, 2, .stale), (nil, 3, .writable), (fence(timeline: 2), 2, .writable)]
            as [(Fence?, UInt32, Standing)])
    func minTimeline(fence: Fence?, timeline: UInt32, expected: Standing) {
        var policy = Policy()
        policy.minTimeline = Timeline(3)
        let latest = Observation.Result.report(primary(timeline: timeline))
        #expect(StandingRule.standing(of: iad, latest: latest, fence: fence, policy: policy) == expected)
    }
}
