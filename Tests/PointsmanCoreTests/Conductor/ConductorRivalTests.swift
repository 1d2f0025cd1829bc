import PointsmanCore
import Testing

@Suite("The conductor among several primaries")
struct ConductorRivalTests {
    @Test("a lone higher timeline is not followed while standbys stream from the routed primary")
    func contested() {
        var shell = ScriptedShell.settled()
        shell.see(ams, primary(timeline: 5, started: 7))
        #expect(shell.status?.verdict.rule == .contested)
        #expect(shell.status?.readiness == .ready)
        #expect(shell.operations == [])
        #expect(shell.status?.fence?.timeline == Timeline(3))
    }

    @Test("a primary that its standbys leave is held where the operator wants that, and goes on when one is back")
    func isolated() {
        var policy = Policy()
        policy.isolatedPrimary = .hold
        var shell = ScriptedShell.settled(policy: policy)
        for member in [fra, ams] { shell.miss(member, .silent(.deadline)) }
        shell.see(iad, primary(lsn: 1_100))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.seconds(1))
        shell.see(iad, primary(lsn: 1_200))
        shell.pass(.seconds(1))
        #expect(shell.status?.verdict.rule == .isolated)
        #expect(shell.operations == [.pause])
        shell.finish()
        #expect(shell.status?.readiness.isReady == false)
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("a rival on the fence's own timeline is a split brain, though it was seen later")
    func laterRival() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(started: 3))
        shell.see(fra, primary(timeline: 3, started: 2))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.verdict.members == [iad, fra])
        #expect(shell.operations == [.pause])
    }

    @Test("a copy on the fence's own timeline that nobody follows is no rival of a primary that is followed")
    func copy() {
        var shell = ScriptedShell.settled()
        shell.see(fra, primary(lsn: 5_000, started: 2))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.status?.setting?.writes.member == iad)
        #expect(shell.status?.members.first { $0.member.id == fra }?.standing == .stale)
    }

    @Test("when the hold of a split brain runs out, writes lead nowhere instead of to one of the two")
    func unroutesSplitBrain() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(started: 3))
        shell.see(fra, primary(timeline: 3, started: 2))
        shell.finish()
        for _ in 0..<20 {
            #expect(shell.operations == [])
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.see(fra, primary(timeline: 3, started: 2))
            shell.see(ams, standby(started: 3))
        }
        #expect(shell.operations == [.unroute(reads: ams)])
        shell.finish()
        #expect(shell.status?.setting == nil)
        #expect(shell.status?.hold == Reroute.Hold.none)
        #expect(shell.operations == [])
        shell.see(fra, standby(of: iad))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
    }
}
