import PointsmanCore
import Testing

@Suite("The steps of a reroute that overlap")
struct RerouteOverlapTests {
    /// Held, then a setting under way, then a hold that is wanted again.
    private static func overtaken() -> (steps: RerouteSteps, setting: OperationID?) {
        var steps = RerouteSteps.routed()
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
        let setting = steps.begun
        #expect(steps.advance(to: .hold) == .pause)
        return (steps, setting)
    }

    @Test("a hold wanted during a setting is paused at once, and the setting releases no client")
    func overtakes() throws {
        var (steps, setting) = Self.overtaken()
        #expect(steps.advance(to: .hold) == nil)
        steps.reroute.finish(try #require(setting), .done, at: steps.moment)
        #expect(steps.reroute.hold == .draining(since: steps.moment, by: .reissued(try #require(steps.begun))))
        steps.finish()
        #expect(steps.reroute.hold == .held(since: steps.moment))
        #expect(steps.advance(to: .hold) == nil)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(PointsmanCoreTests.setting(iad, reads: fra)))
    }

    @Test("an unroute during a setting pauses clients at once, and refusing clients does not")
    func overtakesToUnroute() {
        var steps = RerouteSteps()
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
        #expect(steps.advance(to: .refuse()) == nil)
        #expect(steps.advance(to: .unroute(reads: nil)) == .pause)
    }

    @Test("clients held before stay held if the repeated PAUSE fails")
    func overtakesInVain() throws {
        var (steps, setting) = Self.overtaken()
        steps.finish(.failed("no"))
        steps.reroute.finish(try #require(setting), .done, at: steps.moment)
        #expect(steps.reroute.hold.since != nil)
        steps.pass(1_000)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(PointsmanCoreTests.setting(iad, reads: fra)))
    }

    @Test("a reroute takes one step at a time, except beside a canary")
    func oneAtATime() {
        var steps = RerouteSteps()
        _ = steps.advance(to: RerouteSteps.iadRoute)
        #expect(steps.advance(to: RerouteSteps.fraRoute) == nil)
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .confirm(primary().identity))
        #expect(steps.advance(to: RerouteSteps.iadRoute) == nil)
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .pause)
    }

    @Test("a pause during the canary makes the route be set and confirmed again")
    func confirmedAmidPause() {
        var steps = RerouteSteps()
        _ = steps.advance(to: RerouteSteps.iadRoute)
        steps.finish()
        let confirm = Operation.confirm(primary().identity)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == confirm)
        steps.reroute.take(.up(holdsWrites: true, leadsTo: iad), at: steps.moment)
        steps.finish()
        #expect(steps.reroute.heldSince == steps.moment)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
        var failing = steps
        failing.finish(.failed("read-only"))
        failing.pass(60_000)
        #expect(failing.advance(to: RerouteSteps.iadRoute) == .resume)
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.iadRoute) == confirm)
    }
}
