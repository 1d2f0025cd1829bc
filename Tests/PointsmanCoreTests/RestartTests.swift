import PointsmanCore
import Testing

@Suite("A primary that is started again in place")
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
        shell.send(.answering(iad))
        return shell
    }

    @Test("has clients wait there, behind the fence, before it has said what it is")
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

    @Test("has reads moved only once a canary is through: a RELOAD among the first logins would have queries refused")
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

    @Test("and is a standby now: clients are held again")
    func standby() {
        var shell = Self.back()
        shell.finish()
        shell.see(iad, PointsmanCoreTests.standby(timeline: nil, started: 9))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
    }

    @Test("and can't be probed: clients stay held until it says what it is, or the hold runs out")
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

    @Test("and is gone again: clients are held again, and have waited since the first time")
    func gone() {
        var shell = Self.back()
        shell.finish()
        shell.pass(.milliseconds(1))
        shell.miss(iad, .down(.endOfFile))
        #expect(shell.status?.verdict.rule == .hold)
        shell.finish()
        shell.pass(Policy().holdTimeout)
        #expect(shell.status?.verdict.rule == .unavailable)
        shell.send(.answering(iad))
        #expect(shell.status?.verdict.rule == .unavailable)
    }

    @Test("is waited for only where it is the routed primary that answers")
    func another() {
        var shell = ScriptedShell.settled()
        for member in [iad, fra] { shell.send(.linkLost(member, .down(.endOfFile))) }
        shell.finish()
        shell.send(.answering(fra))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [])
    }

    @Test("says nothing as long as it answers, and nothing while it is only silent")
    func silent() {
        var shell = ScriptedShell.settled()
        shell.send(.answering(iad))
        #expect(shell.status?.verdict.rule == .route)
        shell.miss(iad, .silent(.deadline))
        shell.send(.answering(iad))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [])
    }

    @Test("comes after a standby that is being promoted")
    func promotion() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, PointsmanCoreTests.standby(timeline: nil, isPromoting: true))
        shell.send(.answering(iad))
        #expect(shell.status?.verdict.rule == .promotion)
    }
}
