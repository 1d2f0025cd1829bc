import PointsmanCore
import Testing

@Suite("A primary that restarts in place")
struct RestartTests {
    /// The primary has crashed, clients are held, and it asks for a password again.
    private static func back(_ policy: Policy = Policy()) -> ScriptedShell {
        var shell = ScriptedShell.settled(policy: policy)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(.milliseconds(100))
        shell.miss(iad, .init(.sqlState("57P03")))
        #expect(shell.status?.verdict.rule == .hold)
        shell.pass(.milliseconds(4))
        shell.send(.passwordRequested(iad))
        return shell
    }

    @Test("clients wait at a restarting primary, behind the fence, before it has said what it is")
    func back() {
        var shell = Self.back()
        #expect(shell.status?.verdict.rule == .restart)
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        #expect(shell.status?.readiness.isDegraded == true)
        #expect(shell.status?.fence?.timeline == Timeline(3))
        shell.finish()
        #expect(shell.operations == [])
        #expect(shell.plan?.interval == Policy().burstInterval)
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.operations == [.confirm(primary(started: 9).identity)])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
    }

    @Test("reads move only after the canary has reached a restarted primary")
    func reads() {
        var shell = Self.back()
        shell.finish()
        // Nobody is proven to follow it yet.
        for (member, started) in [(fra, Int64(2)), (ams, 3)] {
            shell.see(member, PointsmanCoreTests.standby(timeline: nil, started: started))
        }
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.operations == [.confirm(primary(started: 9).identity)])
        shell.finish()
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("clients are held again if the restarted primary is a standby now")
    func standby() {
        var shell = Self.back()
        shell.finish()
        shell.see(iad, PointsmanCoreTests.standby(timeline: nil, started: 9))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
    }

    @Test("clients stay held if the restarted primary cannot be probed, until the hold runs out")
    func blind() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.miss(iad, .init(.sqlState("3D000")))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [])
        shell.pass(.seconds(5))
        #expect(shell.operations == [])
        shell.pass(Policy().holdTimeout)
        #expect(shell.status?.verdict.rule == .unavailable)
        #expect(shell.status?.verdict.action == .refuse)
    }

    @Test("clients are held again if the restarted primary is gone again, and the hold counts from its beginning")
    func gone() {
        var shell = Self.back()
        shell.finish()
        shell.pass(.milliseconds(1))
        shell.miss(iad, .down(.endOfFile))
        #expect(shell.status?.verdict.rule == .hold)
        shell.finish()
        shell.pass(Policy().holdTimeout)
        #expect(shell.status?.verdict.rule == .unavailable)
        shell.send(.passwordRequested(iad))
        #expect(shell.status?.verdict.rule == .unavailable)
    }

    @Test("clients wait at a restarting member only if it is the routed primary")
    func another() {
        var shell = ScriptedShell.settled()
        for member in [iad, fra] { shell.send(.linkLost(member, .down(.endOfFile))) }
        shell.finish()
        shell.send(.passwordRequested(fra))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [])
    }

    @Test("a password request of a primary that answers, or is only silent, changes nothing")
    func silent() {
        var shell = ScriptedShell.settled()
        shell.send(.passwordRequested(iad))
        #expect(shell.status?.verdict.rule == .route)
        shell.miss(iad, .silent(.deadline))
        shell.send(.passwordRequested(iad))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [])
    }

    @Test("a standby's promotion comes before a primary's restart")
    func promotion() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, PointsmanCoreTests.standby(timeline: nil, isPromoting: true))
        shell.send(.passwordRequested(iad))
        #expect(shell.status?.verdict.rule == .promotion)
    }
}
