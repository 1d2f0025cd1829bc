import PointsmanCore
import Testing

@Suite("The conductor that moves writes")
struct ConductorMoveTests {
    @Test("a lost primary link holds clients, and the promoted standby is routed to when it shows itself")
    func crash() {
        var shell = ScriptedShell.settled()
        shell.pass(.milliseconds(300))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        #expect(shell.plan?.interval == Policy().burstInterval)
        #expect(shell.plan?.awaitsPromotion == true)
        #expect(shell.status?.readiness.isDegraded == true)
        shell.finish()
        shell.miss(iad, .down(.systemError(111)))
        shell.pass(.milliseconds(1_200))
        #expect(shell.operations == [])
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.set(setting(fra, timeline: 4, reads: fra))])
        shell.finish()
        #expect(shell.operations == [.confirm(primary(started: 2).identity)])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
        #expect(shell.saved.last??.timeline == Timeline(4))
        #expect(shell.plan?.interval == Policy().probeInterval)
        #expect(shell.plan?.awaitsPromotion == false)
    }

    @Test("a primary that comes back in place gets its clients without a drain")
    func flap() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(.milliseconds(400))
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        #expect(shell.operations == [.confirm(primary(started: 9).identity)])
        #expect(shell.status?.readiness == .degraded("the route is being set"))
        shell.finish()
        #expect(shell.status?.readiness == .ready)
    }

    @Test("the instance is not ready for a new primary before its canary, even during a step for the old one")
    func readyForNobodyElse() {
        var shell = ScriptedShell.settled()
        shell.see(iad, primary(readOnly: true))
        #expect(shell.status?.verdict.rule == .readOnly)
        // Reads leave the standby that is promoted.
        shell.see(fra, standby(of: nil, timeline: nil, isPromoting: true))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        shell.see(ams, standby(of: fra, timeline: 4, started: 3))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.target == fra)
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        #expect(shell.status?.readiness == .degraded("the route is being set"))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a stale primary that returns is never routed to")
    func staleReturns() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(iad, primary(started: 9))
        #expect(shell.operations == [])
        #expect(shell.status?.members.first { $0.member.id == iad }?.standing == .stale)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("a move away from a living primary drains open transactions and then severs them")
    func drainsThenSevers() {
        var shell = ScriptedShell.settled()
        shell.see(iad, standby(of: fra, timeline: 4, started: 1))
        #expect(shell.operations == [.pause])
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause])
        // The members go on answering while the drain lasts.
        for _ in 0..<5 {
            shell.pass(.seconds(1))
            shell.see(iad, standby(of: fra, timeline: 4, started: 1))
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.see(ams, standby(of: fra, timeline: 4))
        }
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("transactions on a primary left behind by a higher timeline are severed at once")
    func seversTheStale() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(of: fra, timeline: 4))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("connections to a dead primary are severed at once when there is another one")
    func seversTheDead() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("a successor of a suspect primary is routed to at once and for good")
    func successorOfSuspect() {
        var shell = ScriptedShell.settled()
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.verdict.rule == .suspect)
        for _ in 0..<3 {
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.miss(iad, .silent(.deadline))
            #expect(shell.status?.verdict.rule == .route)
        }
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("an operation's outcome that comes too late is dropped")
    func lateOutcome() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        let pause = shell.pending[0].id
        shell.see(iad, primary(started: 9))
        #expect(shell.operations == [.pause, .set(setting(iad, reads: fra))])
        let set = shell.pending[1].id
        shell.send(.finished(set, .done))
        let before = shell.status
        shell.send(.finished(pause, .done))
        #expect(shell.status == before)
        #expect(shell.status?.hold == Reroute.Hold.none)
    }
}
