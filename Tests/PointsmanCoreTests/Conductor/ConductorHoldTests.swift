import PointsmanCore
import Testing

@Suite("The conductor that holds clients")
struct ConductorHoldTests {
    @Test("a hold that runs out refuses clients and does not begin again")
    func holdRunsOut() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(Policy().holdTimeout)
        #expect(shell.operations == [.refuse])
        #expect(shell.status?.verdict.rule == .unavailable)
        shell.finish()
        shell.pass(.seconds(30))
        #expect(shell.operations == [])
        shell.see(iad, primary(lsn: 2_000))
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("reads leave a dead standby while writes fail, for one that had followed the primary")
    func readsWithoutWrites() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        for _ in 0..<Policy().holdTimeout.components.seconds {
            shell.pass(.seconds(1))
            // Nobody is followed any more, and no timeline shown.
            shell.see(fra, standby(timeline: nil))
            shell.see(ams, standby(timeline: nil, started: 3))
        }
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.operations == [])
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        shell.finish()
        #expect(shell.operations == [.refuse])
        shell.finish()
        shell.send(.linkLost(ams, .down(.endOfFile)))
        #expect(shell.operations == [])
    }

    @Test(
        "reads while writes fail do not move to a standby that was unfit or is on another timeline",
        arguments: [true, false])
    func readsStay(wasFit: Bool) {
        var shell = ScriptedShell.settled()
        let timeline: UInt32? = wasFit ? 4 : nil
        if !wasFit { shell.see(fra, standby(timeline: nil)) }
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        for _ in 0..<Policy().holdTimeout.components.seconds {
            shell.pass(.seconds(1))
            shell.see(fra, standby(timeline: timeline))
            shell.see(ams, standby(timeline: nil, started: 3))
        }
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.operations == (wasFit ? [.set(setting(iad, reads: ams))] : []))
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.linkLost(ams, .down(.endOfFile)))
        #expect(shell.operations == [])
    }

    @Test("a hold for a silent primary begins after suspect_after")
    func suspectThenHold() {
        var shell = ScriptedShell.settled()
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [])
        #expect(shell.plan?.interval == Policy().burstInterval)
        shell.pass(.milliseconds(1_999))
        #expect(shell.operations == [])
        shell.pass(.milliseconds(1))
        #expect(shell.operations == [.pause])
    }

    @Test("an operator's hold is kept, bounded by hold_timeout, and released")
    func operatorHold() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(3_600))))
        #expect(shell.operations == [.pause])
        #expect(shell.status?.heldByOperatorUntil == shell.moment + Policy().holdTimeout)
        shell.finish()
        shell.see(iad, primary(lsn: 2_000))
        #expect(shell.operations == [])
        shell.send(.request(.release))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        shell.finish()
        #expect(shell.status?.readiness == .ready)
    }

    @Test("an operator's hold adds no time to a hold that lasts already")
    func operatorHoldIsBounded() {
        var shell = ScriptedShell.settled()
        let begun = shell.moment
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(Policy().holdTimeout - .seconds(5))
        shell.send(.request(.hold(.seconds(15))))
        #expect(shell.status?.heldByOperatorUntil == begun + Policy().holdTimeout)
    }

    @Test("a hold is paused at once after another step failed")
    func holdsAfterFailure() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.finish()
        shell.finish(.failed("no"))
        #expect(shell.operations == [])
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        // The hold itself is not asked for again at once when it fails.
        shell.finish(.failed("no"))
        #expect(shell.operations == [])
    }

    @Test("the status shows until when an operator's hold lasts, also after it was prolonged")
    func operatorHoldIsProlonged() {
        var shell = ScriptedShell.settled()
        for seconds in [5, 10] {
            shell.send(.request(.hold(.seconds(seconds))))
            #expect(shell.status?.heldByOperatorUntil == shell.moment + .seconds(seconds))
        }
    }

    @Test("a hold ends on time even if its PAUSE is unanswered and the drain might last longer")
    func holdRunsOutAmidADrain() {
        var policy = Policy()
        policy.drainTimeout = policy.holdTimeout * 2
        var shell = ScriptedShell.settled(policy: policy)
        shell.miss(iad, .silent(.deadline))
        let end = shell.moment + policy.suspectAfter + policy.holdTimeout
        while shell.moment < end {
            shell.pass(.seconds(1))
            shell.see(fra, standby(of: iad))
            shell.see(ams, standby(of: iad, started: 3))
            #expect(shell.operations.contains(.refuse) == (shell.moment == end))
        }
        #expect(shell.operations == [.pause, .refuse])
    }
}
