import PointsmanCore

/// Where a test's shell keeps its conductor: there is one, however the shell itself is passed on.
final class ConductorSeat {
    var conductor: Conductor

    init(
        policy: Policy = Policy(), fence: Fence? = nil, led: WriteRoute? = nil, resting rests: [ProbePlan.Rest] = []
    ) {
        conductor = Conductor(policy: policy, fence: fence, led: led, resting: rests)
    }
}
