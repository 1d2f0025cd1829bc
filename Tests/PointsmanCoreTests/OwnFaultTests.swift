import PointsmanCore
import Testing

@Suite("Faults of the instance itself")
struct OwnFaultTests {
    @Test("an instance is not ready before its first confirmed route, and degraded in a hold after it")
    func firstRoute() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.miss(iad, .down(.systemError(111)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.status?.readiness == .notReady("the primary \(iad) is gone; clients are held"))
        shell = .settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.readiness == .degraded("the primary \(iad) is gone; clients are held"))
    }

    @Test("a step that keeps failing makes the instance not ready after suspect_after, until it succeeds")
    func failing() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        let began = shell.moment
        while shell.moment < began + Policy().suspectAfter {
            #expect(shell.status?.readiness.isDegraded == true)
            while !shell.pending.isEmpty { shell.finish(.failed("no space left on device")) }
            shell.pass(.milliseconds(100))
            shell.see(fra, primary(timeline: 4, started: 2))
        }
        #expect(
            shell.status?.readiness == .notReady("the route is not confirmed: no space left on device"))
        for _ in 0..<40 {
            shell.pass(.milliseconds(100))
            shell.see(fra, primary(timeline: 4, started: 2))
            while !shell.pending.isEmpty { shell.finish() }
        }
        #expect(shell.status?.readiness == .ready)
    }

    @Test("an instance whose steps fail stays not ready if the primary is lost meanwhile, until a step succeeds")
    func failingInTheNextLoss() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        for _ in 0..<20 {
            shell.see(fra, primary(timeline: 4, started: 2))
            while !shell.pending.isEmpty { shell.finish(.failed("no answer")) }
            shell.pass(.milliseconds(100))
        }
        #expect(shell.status?.readiness.isReady == false)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.status?.readiness.isReady == false)
        shell.see(fra, primary(timeline: 4, started: 2))
        for _ in 0..<20 {
            while !shell.pending.isEmpty { shell.finish() }
            shell.pass(.milliseconds(100))
            shell.see(fra, primary(timeline: 4, started: 2))
        }
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a slow drain leaves the instance degraded, not unready")
    func slowDrain() {
        var shell = ScriptedShell.settled()
        shell.see(iad, standby(of: fra, timeline: 4, started: 1))
        #expect(shell.operations == [.pause])
        shell.see(ams, standby(of: fra, timeline: 4, started: 3))
        for _ in 0..<3 {
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.see(iad, standby(of: fra, timeline: 4, started: 1))
            shell.pass(.seconds(1))
        }
        #expect(shell.status?.readiness.isDegraded == true)
    }

    @Test("an operator's hold leaves the instance degraded, however long it is")
    func operatorsHold() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(20))))
        for _ in 0..<15 {
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            #expect(shell.status?.readiness == .degraded("held by an operator"))
        }
    }

    @Test("an instance that lost PgBouncer is not ready until its route is confirmed again")
    func poolerLoss() {
        var shell = ScriptedShell.settled()
        shell.send(.pooler(.down("gone")))
        #expect(shell.status?.readiness == .notReady("PgBouncer: gone"))
        shell.send(.pooler(.up(holdsWrites: false)))
        #expect(shell.status?.readiness == .notReady("the route is being set"))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.readiness == .ready)
    }

    @Test(
        "an instance whose hold ran out stays ready, degraded, unless readiness = database", arguments: [true, false])
    func afterHold(isDatabase: Bool) {
        var policy = Policy()
        policy.readiness = isDatabase ? .database : .instance
        var shell = ScriptedShell.settled(policy: policy)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(policy.holdTimeout)
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .unavailable)
        #expect(shell.status?.readiness.isReady == !isDatabase)
        #expect(shell.status?.readiness.reason == "the primary \(iad) is gone")
    }
}
