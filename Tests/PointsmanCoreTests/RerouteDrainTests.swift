import PointsmanCore
import Testing

@Suite("The steps of a reroute away from a server")
struct RerouteDrainTests {
    @Test("reads do not move while writes are pre-routed")
    func readsAhead() {
        var steps = RerouteSteps()
        #expect(steps.advance(to: .preRoute(setting(iad, reads: iad))) == .set(setting(iad, reads: iad)))
        steps.finish()
        #expect(steps.advance(to: .preRoute(setting(iad, reads: fra))) == nil)
    }

    @Test("a drain is severed at drain_timeout, or at once if the old server is abandoned")
    func drain() {
        var steps = RerouteSteps.routed()
        _ = steps.advance(to: RerouteSteps.fraRoute)
        steps.pass(4_999)
        #expect(steps.advance(to: RerouteSteps.fraRoute) == nil)
        var abandoned = steps
        #expect(abandoned.advance(to: RerouteSteps.fraRoute, abandoned: true) == .sever)
        #expect(steps.reroute.nextDeadline(policy: Policy()) == steps.moment + .milliseconds(1))
        steps.pass(1)
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .sever)
    }

    @Test("the new route is set as soon as the old one was severed, even if PAUSE has no answer yet")
    func cut() {
        var steps = RerouteSteps.routed()
        _ = steps.advance(to: RerouteSteps.fraRoute)
        #expect(steps.advance(to: RerouteSteps.fraRoute, abandoned: true) == .sever)
        steps.finish()
        #expect(steps.reroute.hold == Reroute.Hold.held(since: steps.moment))
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .set(setting(fra, timeline: 4, reads: fra)))
    }

    @Test(
        "a move lets open transactions end on a routed primary, whether it was set or found",
        arguments: [true, false])
    func drainsFirst(isFound: Bool) {
        var steps = RerouteSteps(.up(holdsWrites: false, leadsTo: isFound ? iad : nil))
        if !isFound {
            #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
            steps.finish()
        }
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .pause)
        #expect(steps.advance(to: RerouteSteps.fraRoute) == nil)
    }

    /// One whose pooler was pre-routed to `fra`.
    private static func ahead() -> RerouteSteps {
        var steps = RerouteSteps.routed()
        let goal = RerouteGoal.preRoute(setting(fra, timeline: 4, reads: fra))
        for expected in [Operation.pause, .set(setting(fra, timeline: 4, reads: fra))] {
            #expect(steps.advance(to: goal) == expected)
            steps.finish()
        }
        return steps
    }

    @Test("a move away from a pre-route severs at once")
    func leavesAhead() {
        var steps = Self.ahead()
        let elsewhere = RerouteGoal.route(setting(ams, timeline: 4, reads: ams))
        #expect(steps.advance(to: elsewhere) == .pause)
        #expect(steps.advance(to: elsewhere) == .sever)
    }

    @Test("a move away from a pre-route severs at once after reads moved beside it, and only then")
    func leavesAheadAfterReads() {
        let reads = RerouteGoal.keep(reads: ams)
        var steps = Self.ahead()
        #expect(steps.advance(to: reads) == .set(setting(fra, timeline: 4, reads: ams)))
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .pause)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .sever)
        var routed = RerouteSteps.routed()
        #expect(routed.advance(to: reads) == .set(setting(iad, reads: ams)))
        routed.finish()
        #expect(routed.advance(to: RerouteSteps.fraRoute) == .pause)
        #expect(routed.advance(to: RerouteSteps.fraRoute) == nil)
    }

    @Test("a move away from a confirmed pre-route drains first")
    func leavesPrimary() {
        var steps = Self.ahead()
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .confirm(primary().identity))
        steps.finish()
        #expect(steps.advance(to: .unroute(reads: nil)) == .pause)
        #expect(steps.advance(to: .unroute(reads: nil)) == nil)
    }
}
