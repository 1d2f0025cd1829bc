import PointsmanCore
import Testing

@Suite("A hold that is over while the route cannot be set")
struct TurnAwayTests {
    /// Fails each attempt at a setting until something else is asked for, at most for two holds.
    private func fail(_ shell: inout ScriptedShell) {
        let end = shell.moment + Policy().holdTimeout + Policy().holdTimeout
        while shell.moment < end {
            switch shell.operations.first {
            case .set, .unroute: shell.finish(.failed("read-only"))
            case nil: break
            default: return
            }
            shell.pass(.milliseconds(100))
            shell.see(fra, primary(timeline: 4, started: 2))
        }
    }

    private func stuck() -> ScriptedShell {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        fail(&shell)
        return shell
    }

    @Test("clients are turned away after a hold if the route cannot be set, until it can")
    func turnsAway() {
        let begun = ScriptedShell.settled().moment
        var shell = stuck()
        #expect(shell.operations == [.turnAway])
        #expect(shell.moment - begun < Policy().holdTimeout + .milliseconds(300))
        shell.finish()
        #expect(shell.status?.hold == .turnedAway)
        #expect(shell.status?.readiness == .notReady("clients are turned away: read-only"))
        for _ in 0..<10 {
            while let operation = shell.operations.first {
                guard case .set = operation else {
                    Issue.record("\(operation)")
                    return
                }
                shell.finish(.failed("read-only"))
            }
            shell.pass(.seconds(1))
            shell.see(fra, primary(timeline: 4, started: 2))
        }
        #expect(shell.status?.hold == .turnedAway)
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.hold == Reroute.Hold.none)
        #expect(shell.status?.readiness == .ready)
    }

    @Test("turning clients away is tried again after it failed")
    func triesAgain() {
        var shell = stuck()
        shell.finish(.failed("busy"))
        #expect(shell.operations == [])
        fail(&shell)
        #expect(shell.operations == [.turnAway])
    }

    @Test("clients of a restarted PgBouncer are drained and turned away again")
    func restarted() {
        var shell = stuck()
        shell.finish()
        while !shell.pending.isEmpty { shell.finish(.failed("read-only")) }
        shell.send(.pooler(.down("gone")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        #expect(shell.operations == [.pause, .sever])
        for _ in 0..<2 { shell.finish() }
        fail(&shell)
        #expect(shell.operations == [.turnAway])
    }

    @Test("a hold whose route cannot be set is released if the pooler already leads to the right server")
    func sameServer() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        while shell.operations != [.resume], shell.moment < Instant(nanoseconds: 120_000_000_000) {
            if !shell.pending.isEmpty { shell.finish(.failed("read-only")) }
            shell.pass(.milliseconds(100))
            shell.see(iad, primary())
        }
        #expect(shell.operations == [.resume])
        shell.finish()
        #expect(shell.status?.hold == Reroute.Hold.none)
        #expect(shell.status?.readiness.isReady == false)
    }

    @Test("clients of a split brain whose unroute fails are turned away")
    func splitBrain() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(started: 3))
        shell.see(fra, primary(timeline: 3, started: 2))
        shell.finish()
        for _ in 0..<Policy().holdTimeout.components.seconds + 5 where shell.operations != [.turnAway] {
            if !shell.pending.isEmpty { shell.finish(.failed("read-only")) }
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.see(fra, primary(timeline: 3, started: 2))
            shell.see(ams, standby(started: 3))
        }
        #expect(shell.operations == [.turnAway])
    }

    /// What comes at the end of a hold in which the pooler, which led to `iad`, was to be set to `first`, in vain.
    private func last(after first: PoolerSetting, to wanted: PoolerSetting) -> Operation? {
        var (reroute, counter, moment) = (Reroute(), OperationCounter(), Instant(nanoseconds: 0))
        func advance(to goal: RerouteGoal, _ outcome: Outcome = .done) -> Operation? {
            let step = reroute.advance(
                to: goal, reaching: primary().identity, abandoned: false, policy: Policy(), at: moment,
                counter: &counter)
            if let step { reroute.finish(step.id, outcome, at: moment) }
            return step?.operation
        }
        reroute.take(.up(holdsWrites: false), at: moment)
        let route = setting(iad, reads: fra)
        #expect(advance(to: .route(route)) == .set(route))
        #expect(advance(to: .hold) == .pause)
        #expect(advance(to: .route(first), .failed("read-only")) == .set(first))
        moment = moment + Policy().holdTimeout
        return advance(to: .route(wanted))
    }

    @Test("clients are turned away if the pooler leads, or may half lead, to another server")
    func otherServer() {
        let (iadRoute, fraRoute) = (setting(iad, reads: fra), setting(fra, timeline: 4, reads: fra))
        #expect(last(after: iadRoute, to: iadRoute) == .resume)
        #expect(last(after: iadRoute, to: fraRoute) == .turnAway)
        #expect(last(after: fraRoute, to: iadRoute) == .turnAway)
    }
}
