import PointsmanCore
import Testing

@Suite("The steps of a reroute")
struct RerouteTests {
    @Test("a found pause that was resumed by hand is no hold, even if our own PAUSE then fails")
    func resumedByHand() {
        var steps = RerouteSteps(.up(holdsWrites: true, leadsTo: iad))
        steps.reroute.take(.up(holdsWrites: false, leadsTo: iad), at: steps.moment)
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish(.failed("no"))
        #expect(steps.reroute.hold == .none)
    }

    @Test(
        "a reroute takes no step while the pooler is down or unknown",
        arguments: [nil, .unknown, .down("gone")] as [PoolerState?])
    func noPooler(pooler: PoolerState?) {
        var steps = RerouteSteps(pooler)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == nil)
        steps.reroute.take(.up(holdsWrites: false), at: steps.moment)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
    }

    @Test(
        "a canary without room confirms the route only if a server connection has passed the fence", arguments: [0, 1])
    func full(fenced: Int) {
        var steps = RerouteSteps()
        _ = steps.advance(to: RerouteSteps.iadRoute)
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .confirm(primary().identity))
        let fullness = Fullness(.pool, "1 of 1", fencedConnections: fenced)
        steps.finish(.full(fullness))
        #expect(steps.reroute.isConfirmed(at: primary().identity) == (fenced > 0))
        #expect(steps.reroute.fullness == (fenced > 0 ? fullness : nil))
        #expect(steps.reroute.failure == (fenced > 0 ? nil : "1 of 1"))
        steps.pass(20)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == (fenced > 0 ? nil : .confirm(primary().identity)))
    }

    @Test(
        "a setting that changes the fence only is made again if canaries fail for seconds",
        arguments: [true, false])
    func unprovenFence(changesFence: Bool) {
        var steps = RerouteSteps.routed()
        let wanted = changesFence ? RerouteGoal.route(setting(iad, timeline: 4, reads: fra)) : RerouteSteps.fraRoute
        #expect(steps.advance(to: wanted) == .pause)
        steps.finish()
        let set = steps.advance(to: wanted)
        steps.finish()
        for _ in 0..<8 {
            #expect(steps.advance(to: wanted) == .confirm(primary().identity))
            steps.finish(.failed("refused by the fence"))
            #expect(steps.advance(to: wanted) == nil)
            steps.pass(2_000)
        }
        #expect(steps.advance(to: wanted) == (changesFence ? set : .confirm(primary().identity)))
        steps.finish()
        guard changesFence else { return }
        #expect(steps.advance(to: wanted) == .confirm(primary().identity))
        steps.finish()
        #expect(steps.advance(to: wanted) == nil)
    }

    @Test("a hold needs no PAUSE if the pooler leads nowhere")
    func nobodyToHold() {
        var steps = RerouteSteps()
        #expect(steps.advance(to: .hold) == nil)
    }

    @Test("a failed PAUSE is sent again after a moment, whether the route was set or found", arguments: [true, false])
    func failedPause(isFound: Bool) {
        var steps = isFound ? RerouteSteps(.up(holdsWrites: false, leadsTo: iad)) : RerouteSteps.routed()
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish(.failed("no"))
        #expect(steps.reroute.hold == Reroute.Hold.none)
        #expect(steps.advance(to: .hold) == nil)
        steps.pass(20)
        #expect(steps.advance(to: .hold) == .pause)
    }

    @Test("a PAUSE is sent at once even if the first setting failed")
    func pauseAfterFailure() {
        var steps = RerouteSteps(.up(holdsWrites: false, leadsTo: iad))
        _ = steps.advance(to: RerouteSteps.iadRoute)
        steps.finish(.failed("no"))
        #expect(steps.advance(to: .hold) == .pause)
    }

    @Test("a pooler found paused after it was unrouted is unrouted again")
    func unrouteAgain() {
        var steps = RerouteSteps.routed()
        for expected in [Operation.pause, .unroute(reads: fra)] {
            #expect(steps.advance(to: .unroute(reads: fra), abandoned: true) == expected)
            steps.finish()
        }
        #expect(steps.advance(to: .unroute(reads: fra)) == nil)
        steps.reroute.take(.down("gone"), at: steps.moment)
        steps.reroute.take(.up(holdsWrites: true), at: steps.moment)
        #expect(steps.advance(to: .unroute(reads: fra)) == .unroute(reads: fra))
    }

    @Test("a pooler is unrouted again after a failed setting, or after a PAUSE if it is found to lead somewhere")
    func unrouteAfterAll() {
        var steps = RerouteSteps()
        _ = steps.advance(to: .unroute(reads: fra))
        steps.finish()
        #expect(steps.advance(to: .unroute(reads: fra)) == nil)
        var found = steps
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
        steps.finish(.failed("no answer"))
        steps.pass(20)
        #expect(steps.advance(to: .unroute(reads: fra)) == .unroute(reads: fra))
        found.reroute.take(.up(holdsWrites: false, leadsTo: iad), at: found.moment)
        #expect(found.advance(to: .unroute(reads: fra)) == .pause)
    }

    @Test("a restarted pooler holds no client, unless a step is under way")
    func restart() {
        var steps = RerouteSteps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.reroute.hold == Reroute.Hold.held(since: steps.moment))
        var stepping = steps
        #expect(stepping.advance(to: RerouteSteps.fraRoute) == .set(setting(fra, timeline: 4, reads: fra)))
        for pooler in [PoolerState.down("gone"), .up(holdsWrites: false)] {
            steps.reroute.take(pooler, at: steps.moment)
            stepping.reroute.take(pooler, at: steps.moment)
        }
        #expect(steps.reroute.hold == Reroute.Hold.none)
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish(.failed("no"))
        #expect(steps.reroute.hold == Reroute.Hold.none)
        #expect(stepping.reroute.hold == Reroute.Hold.held(since: steps.moment))
    }

    @Test("a failed change of reads is repeated without another canary")
    func failedReads() {
        var steps = RerouteSteps.routed()
        let other = RerouteGoal.route(setting(iad, reads: ams))
        _ = steps.advance(to: other)
        steps.finish(.failed("no"))
        steps.pass(20)
        #expect(steps.advance(to: other) == .set(setting(iad, reads: ams)))
        steps.finish()
        #expect(steps.advance(to: other) == nil)
    }

    @Test("a change of reads needs no other canary")
    func reads() {
        var steps = RerouteSteps.routed()
        let other = RerouteGoal.route(setting(iad, reads: ams))
        #expect(steps.advance(to: other) == .set(setting(iad, reads: ams)))
        steps.finish()
        #expect(steps.advance(to: other) == nil)
        #expect(steps.reroute.confirmed == primary().identity)
    }

    @Test("an unroute comes at once if the pooler leads nowhere known, else after a drain, and once")
    func unroute() {
        let goal = RerouteGoal.unroute(reads: ams)
        var unknown = RerouteSteps()
        #expect(unknown.advance(to: goal) == .unroute(reads: ams))
        var steps = RerouteSteps.routed()
        #expect(steps.advance(to: goal) == .pause)
        steps.finish()
        #expect(steps.advance(to: goal) == .unroute(reads: ams))
        steps.finish()
        #expect(steps.advance(to: goal) == nil)
        #expect(steps.advance(to: .hold) == nil)
        #expect(steps.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
        steps.finish()
        #expect(steps.advance(to: goal) == .pause)
    }

    @Test("a route is confirmed only at the server that the canary reached")
    func confirmedAt() {
        let steps = RerouteSteps.routed()
        #expect(steps.reroute.isConfirmed(at: primary().identity))
        #expect(steps.reroute.isConfirmed(at: nil))
        #expect(!steps.reroute.isConfirmed(at: primary(started: 2).identity))
        #expect(!Reroute().isConfirmed(at: nil))
    }

    @Test("a hold counts from the pause that was found and ends with RESUME")
    func heldSince() {
        var found = RerouteSteps(.up(holdsWrites: true, leadsTo: iad))
        let begun = found.moment
        found.pass(1_000)
        #expect(found.advance(to: RerouteSteps.fraRoute) == .pause)
        #expect(found.reroute.heldSince == begun)
        var steps = RerouteSteps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.reroute.heldSince == steps.moment)
        #expect(steps.advance(to: .keep(reads: nil)) == .resume)
        steps.finish()
        #expect(steps.reroute.heldSince == nil)
    }
}
