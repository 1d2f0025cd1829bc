import PointsmanCore
import Testing

@Suite("The steps of a reroute that refuses clients")
struct RerouteRefusalTests {
    @Test("clients are refused once and only if some wait, and the route is set anew after that")
    func refuse() {
        var steps = RerouteSteps.routed()
        #expect(steps.advance(to: .refuse()) == nil)
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == .refuse)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == nil)
        var back = steps
        #expect(back.advance(to: RerouteSteps.iadRoute) == .set(setting(iad, reads: fra)))
        #expect(steps.advance(to: .hold) == .pause)
    }

    @Test("clients are refused again if they were held again for a move that came to nothing")
    func refuseAgain() {
        var steps = RerouteSteps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        _ = steps.advance(to: .refuse())
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .pause)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == .refuse)
        steps.finish()
        #expect(steps.reroute.hold == Reroute.Hold.none)
        #expect(steps.advance(to: .refuse()) == nil)
    }

    @Test("reads can move while writes are refused or unrouted, and clients are then refused again")
    func readsWithoutWrites() {
        var steps = RerouteSteps.routed()
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
        var nowhere = RerouteSteps()
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
        var steps = RerouteSteps.routed()
        for expected in [Operation.pause, .unroute(reads: fra)] {
            #expect(steps.advance(to: .unroute(reads: fra), abandoned: true) == expected)
            steps.finish()
        }
        #expect(steps.advance(to: .refuse(reads: fra)) == nil)
    }

    @Test("clients are not refused once they are turned away")
    func refusesTurnedAway() {
        var steps = RerouteSteps.routed()
        _ = steps.advance(to: .hold)
        steps.finish()
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .set(setting(fra, timeline: 4, reads: fra)))
        steps.finish(.failed("read-only"))
        steps.pass(60_000)
        #expect(steps.advance(to: RerouteSteps.fraRoute) == .turnAway)
        steps.finish()
        #expect(steps.advance(to: .refuse()) == nil)
    }

    @Test("clients that wait at a PgBouncer restarted in a hold are refused")
    func refusesAfterRestart() {
        var steps = RerouteSteps(.up(holdsWrites: false, leadsTo: iad))
        #expect(steps.advance(to: .hold) == .pause)
        steps.finish()
        steps.reroute.take(.down("gone"), at: steps.moment)
        steps.reroute.take(.up(holdsWrites: false, leadsTo: iad), at: steps.moment)
        #expect(steps.advance(to: .refuse()) == .refuse)
    }
}
