import PointsmanCore
import Testing

@Suite("The steps of a reroute")
struct RerouteTests {
    /// A reroute, and the last step that it has begun.
    private struct Steps {
        var reroute = Reroute()
        var counter = OperationCounter()
        var moment = Instant(nanoseconds: 0)
        var begun: OperationID?

        /// - Parameter pooler: what is found at the start; nil is nothing.
        init(_ pooler: PoolerState? = .up(holdsWrites: false)) {
            if let pooler { reroute.take(pooler, at: moment) }
        }

        /// One whose pooler leads to `iad`, confirmed.
        static func routed() -> Steps {
            var steps = Steps()
            for _ in 0..<2 {
                _ = steps.advance(to: RerouteTests.iadRoute)
                steps.finish()
            }
            return steps
        }

        mutating func advance(to goal: RerouteGoal, abandoned: Bool = false) -> Operation? {
            let step = reroute.advance(
                to: goal, reaching: primary().identity, abandoned: abandoned, policy: Policy(), at: moment,
                counter: &counter)
            begun = step?.id ?? begun
            return step?.operation
        }

        mutating func finish(_ outcome: Outcome = .done) {
            if let begun { reroute.finish(begun, outcome, at: moment) }
        }

        mutating func pass(_ milliseconds: Int64) {
            moment = moment + .milliseconds(milliseconds)
        }
    }

    private static let iadRoute = RerouteGoal.route(setting(iad, reads: fra))
    private static let fraRoute = RerouteGoal.route(setting(fra, timeline: 4, reads: fra))

    @Test("a found pause that was resumed by hand is no hold, even if our own PAUSE then fails")
    func resumedByHand() {
        var steps = Steps(.up(holdsWrites: true, leadsTo: iad))
        steps.reroute.take(.up(holdsWrites: false, leadsTo: iad), at: steps.moment)
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish(.failed("no"))
        #expect(steps.reroute.hold == .none)
    }

    @Test(
        "a reroute takes no step while the pooler is down or unknown",
        arguments: [nil, .unknown, .down("gone")] as [PoolerState?])
    func noPooler(pooler: PoolerState?) {
        var steps = Steps(pooler)
        #expect(steps.advance(to: Self.iadRoute) == nil)
        steps.reroute.take(.up(holdsWrites: false), at: steps.moment)
        #expect(steps.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
    }

    @Test(
        "a canary without room confirms the route only if a server connection has passed the fence", arguments: [0, 1])
    func full(fenced: Int) {
        var steps = Steps()
        _ = steps.advance(to: Self.iadRoute)
        steps.finish()
        #expect(steps.advance(to: Self.iadRoute) == .confirm(primary().identity))
        let fullness = Fullness(.pool, "1 of 1", fencedConnections: fenced)
        steps.finish(.full(fullness))
        #expect(steps.reroute.isConfirmed(at: primary().identity) == (fenced > 0))
        #expect(steps.reroute.fullness == (fenced > 0 ? fullness : nil))
        #expect(steps.reroute.failure == (fenced > 0 ? nil : "1 of 1"))
        steps.pass(20)
        #expect(steps.advance(to: Self.iadRoute) == (fenced > 0 ? nil : .confirm(primary().identity)))
    }

    @Test(
        "a setting that changes the fence only is made again if canaries fail for seconds",
        arguments: [true, false])
    func unprovenFence(changesFence: Bool) {
        var steps = Steps.routed()
        let wanted = changesFence ? RerouteGoal.route(setting(iad, timeline: 4, reads: fra)) : Self.fraRoute
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
        var steps = Steps()
        #expect(steps.advance(to: .hold) == nil)
    }

    @Test("a failed PAUSE is sent again after a moment, whether the route was set or found", arguments: [true, false])
    func failedPause(isFound: Bool) {
        var steps = isFound ? Steps(.up(holdsWrites: false, leadsTo: iad)) : Steps.routed()
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish(.failed("no"))
        #expect(steps.reroute.hold == Reroute.Hold.none)
        #expect(steps.advance(to: .hold) == nil)
        steps.pass(20)
        #expect(steps.advance(to: .hold) == .pause)
    }

    @Test("a PAUSE is sent at once even if the first setting failed")
    func pauseAfterFailure() {
        var steps = Steps(.up(holdsWrites: false, leadsTo: iad))
        _ = steps.advance(to: Self.iadRoute)
        steps.finish(.failed("no"))
        #expect(steps.advance(to: .hold) == .pause)
    }

    @Test("a pooler found paused after it was unrouted is unrouted again")
    func unrouteAgain() {
        var steps = Steps.routed()
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
        var steps = Steps()
        _ = steps.advance(to: .unroute(reads: fra))
        steps.finish()
        #expect(steps.advance(to: .unroute(reads: fra)) == nil)
        var found = steps
        #expect(steps.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
        steps.finish(.failed("no answer"))
        steps.pass(20)
        #expect(steps.advance(to: .unroute(reads: fra)) == .unroute(reads: fra))
        found.reroute.take(.up(holdsWrites: false, leadsTo: iad), at: found.moment)
        #expect(found.advance(to: .unroute(reads: fra)) == .pause)
    }

    /// Held, then a setting under way, then a hold that is wanted again.
    private static func overtaken() -> (steps: Steps, setting: OperationID?) {
        var steps = Steps.routed()
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish()
        #expect(steps.advance(to: iadRoute) == .set(setting(iad, reads: fra)))
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
        #expect(steps.advance(to: Self.iadRoute) == .set(PointsmanCoreTests.setting(iad, reads: fra)))
    }

    @Test("an unroute during a setting pauses clients at once, and refusing clients does not")
    func overtakesToUnroute() {
        var steps = Steps()
        #expect(steps.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
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
        #expect(steps.advance(to: Self.iadRoute) == .set(PointsmanCoreTests.setting(iad, reads: fra)))
    }

    @Test("a restarted pooler holds no client, unless a step is under way")
    func restart() {
        var steps = Steps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.reroute.hold == Reroute.Hold.held(since: steps.moment))
        var stepping = steps
        #expect(stepping.advance(to: Self.fraRoute) == .set(setting(fra, timeline: 4, reads: fra)))
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
        var steps = Steps.routed()
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
        var steps = Steps.routed()
        let other = RerouteGoal.route(setting(iad, reads: ams))
        #expect(steps.advance(to: other) == .set(setting(iad, reads: ams)))
        steps.finish()
        #expect(steps.advance(to: other) == nil)
        #expect(steps.reroute.confirmed == primary().identity)
    }

    @Test("a reroute takes one step at a time, except beside a canary")
    func oneAtATime() {
        var steps = Steps()
        _ = steps.advance(to: Self.iadRoute)
        #expect(steps.advance(to: Self.fraRoute) == nil)
        steps.finish()
        #expect(steps.advance(to: Self.iadRoute) == .confirm(primary().identity))
        #expect(steps.advance(to: Self.iadRoute) == nil)
        #expect(steps.advance(to: Self.fraRoute) == .pause)
    }

    @Test("an unroute comes at once if the pooler leads nowhere known, else after a drain, and once")
    func unroute() {
        let goal = RerouteGoal.unroute(reads: ams)
        var unknown = Steps()
        #expect(unknown.advance(to: goal) == .unroute(reads: ams))
        var steps = Steps.routed()
        #expect(steps.advance(to: goal) == .pause)
        steps.finish()
        #expect(steps.advance(to: goal) == .unroute(reads: ams))
        steps.finish()
        #expect(steps.advance(to: goal) == nil)
        #expect(steps.advance(to: .hold) == nil)
        #expect(steps.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
        steps.finish()
        #expect(steps.advance(to: goal) == .pause)
    }

    @Test("clients are refused once and only if some wait, and the route is set anew after that")
    func refuse() {
        var steps = Steps.routed()
        #expect(steps.advance(to: .refuse()) == nil)
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == .refuse)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == nil)
        var back = steps
        #expect(back.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
        #expect(steps.advance(to: .hold) == .pause)
    }

    @Test("clients are refused again if they were held again for a move that came to nothing")
    func refuseAgain() {
        var steps = Steps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        _ = steps.advance(to: .refuse())
        steps.finish()
        #expect(steps.advance(to: Self.fraRoute) == .pause)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == .refuse)
        steps.finish()
        #expect(steps.reroute.hold == Reroute.Hold.none)
        #expect(steps.advance(to: .refuse()) == nil)
    }

    @Test("reads can move while writes are refused or unrouted, and clients are then refused again")
    func readsWithoutWrites() {
        var steps = Steps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.advance(to: .refuse(reads: ams)) == .refuse)
        steps.finish()
        #expect(steps.advance(to: .refuse(reads: fra)) == nil)
        #expect(steps.advance(to: .refuse(reads: ams)) == .set(setting(iad, reads: ams)))
        steps.finish()
        #expect(steps.advance(to: .refuse(reads: ams)) == .refuse)
        steps.finish()
        #expect(steps.advance(to: .refuse(reads: ams)) == nil)
        var nowhere = Steps()
        _ = nowhere.advance(to: .unroute(reads: fra))
        nowhere.finish()
        #expect(nowhere.advance(to: .unroute(reads: nil)) == nil)
        #expect(nowhere.advance(to: .refuse(reads: ams)) == .unroute(reads: ams))
        nowhere.finish()
        #expect(nowhere.advance(to: .unroute(reads: ams)) == nil)
        #expect(nowhere.advance(to: .unroute(reads: fra)) == .unroute(reads: fra))
    }

    @Test("clients are not refused after an unroute, which has failed the waiting ones")
    func refusesNowhere() {
        var steps = Steps.routed()
        for expected in [Operation.pause, .unroute(reads: fra)] {
            #expect(steps.advance(to: .unroute(reads: fra), abandoned: true) == expected)
            steps.finish()
        }
        #expect(steps.advance(to: .refuse(reads: fra)) == nil)
    }

    @Test("clients are not refused once they are turned away")
    func refusesTurnedAway() {
        var steps = Steps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.advance(to: Self.fraRoute) == .set(setting(fra, timeline: 4, reads: fra)))
        steps.finish(.failed("read-only"))
        steps.pass(60_000)
        #expect(steps.advance(to: Self.fraRoute) == .turnAway)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == nil)
    }

    @Test("a pause during the canary makes the route be set and confirmed again")
    func confirmedAmidPause() {
        var steps = Steps()
        _ = steps.advance(to: Self.iadRoute)
        steps.finish()
        let confirm = Operation.confirm(primary().identity)
        #expect(steps.advance(to: Self.iadRoute) == confirm)
        steps.reroute.take(.up(holdsWrites: true, leadsTo: iad), at: steps.moment)
        steps.finish()
        #expect(steps.reroute.heldSince == steps.moment)
        #expect(steps.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
        var failing = steps
        failing.finish(.failed("read-only"))
        failing.pass(60_000)
        #expect(failing.advance(to: Self.iadRoute) == .resume)
        steps.finish()
        #expect(steps.advance(to: Self.iadRoute) == confirm)
    }

    @Test("reads do not move while writes are pre-routed")
    func readsAhead() {
        var steps = Steps()
        #expect(steps.advance(to: .preRoute(setting(iad, reads: iad))) == .set(setting(iad, reads: iad)))
        steps.finish()
        #expect(steps.advance(to: .preRoute(setting(iad, reads: fra))) == nil)
    }

    @Test("a route is confirmed only at the server that the canary reached")
    func confirmedAt() {
        let steps = Steps.routed()
        #expect(steps.reroute.isConfirmed(at: primary().identity))
        #expect(steps.reroute.isConfirmed(at: nil))
        #expect(!steps.reroute.isConfirmed(at: primary(started: 2).identity))
        #expect(!Reroute().isConfirmed(at: nil))
    }

    @Test("a drain is severed at drain_timeout, or at once if the old server is abandoned")
    func drain() {
        var steps = Steps.routed()
        _ = steps.advance(to: Self.fraRoute)
        steps.pass(4_999)
        #expect(steps.advance(to: Self.fraRoute) == nil)
        var abandoned = steps
        #expect(abandoned.advance(to: Self.fraRoute, abandoned: true) == .sever)
        #expect(steps.reroute.nextDeadline(policy: Policy()) == steps.moment + .milliseconds(1))
        steps.pass(1)
        #expect(steps.advance(to: Self.fraRoute) == .sever)
    }

    @Test("the new route is set as soon as the old one was severed, even if PAUSE has no answer yet")
    func cut() {
        var steps = Steps.routed()
        _ = steps.advance(to: Self.fraRoute)
        #expect(steps.advance(to: Self.fraRoute, abandoned: true) == .sever)
        steps.finish()
        #expect(steps.reroute.hold == Reroute.Hold.held(since: steps.moment))
        #expect(steps.advance(to: Self.fraRoute) == .set(setting(fra, timeline: 4, reads: fra)))
    }

    @Test("a hold counts from the pause that was found and ends with RESUME")
    func heldSince() {
        var found = Steps(.up(holdsWrites: true, leadsTo: iad))
        let begun = found.moment
        found.pass(1_000)
        #expect(found.advance(to: Self.fraRoute) == .pause)
        #expect(found.reroute.heldSince == begun)
        var steps = Steps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.reroute.heldSince == steps.moment)
        #expect(steps.advance(to: .keep(reads: nil)) == .resume)
        steps.finish()
        #expect(steps.reroute.heldSince == nil)
    }

    @Test(
        "a move lets open transactions end on a routed primary, whether it was set or found",
        arguments: [true, false])
    func drainsFirst(isFound: Bool) {
        var steps = Steps(.up(holdsWrites: false, leadsTo: isFound ? iad : nil))
        if !isFound {
            #expect(steps.advance(to: Self.iadRoute) == .set(setting(iad, reads: fra)))
            steps.finish()
        }
        #expect(steps.advance(to: Self.fraRoute) == .pause)
        #expect(steps.advance(to: Self.fraRoute) == nil)
    }

    /// One whose pooler was pre-routed to `fra`.
    private static func ahead() -> Steps {
        var steps = Steps.routed()
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
        #expect(steps.advance(to: Self.iadRoute) == .pause)
        #expect(steps.advance(to: Self.iadRoute) == .sever)
        var routed = Steps.routed()
        #expect(routed.advance(to: reads) == .set(setting(iad, reads: ams)))
        routed.finish()
        #expect(routed.advance(to: Self.fraRoute) == .pause)
        #expect(routed.advance(to: Self.fraRoute) == nil)
    }

    @Test("a move away from a confirmed pre-route drains first")
    func leavesPrimary() {
        var steps = Self.ahead()
        #expect(steps.advance(to: Self.fraRoute) == .confirm(primary().identity))
        steps.finish()
        #expect(steps.advance(to: .unroute(reads: nil)) == .pause)
        #expect(steps.advance(to: .unroute(reads: nil)) == nil)
    }

    @Test("clients that wait at a PgBouncer restarted in a hold are refused")
    func refusesAfterRestart() {
        var steps = Steps(.up(holdsWrites: false, leadsTo: iad))
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish()
        steps.reroute.take(.down("gone"), at: steps.moment)
        steps.reroute.take(.up(holdsWrites: false, leadsTo: iad), at: steps.moment)
        #expect(steps.advance(to: .refuse()) == .refuse)
    }
}
