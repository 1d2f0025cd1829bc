import PointsmanCore
import Testing

@Suite("The conductor after two promotions to one timeline")
struct ConductorTwoPromotionsTests {
    /// The primary is gone, `fra` is seen promoted first, and `ams` on the same timeline while clients are held again.
    private static func twoPromotions() -> ScriptedShell {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.set(setting(fra, timeline: 4, reads: fra))])
        shell.finish()
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.operations.last == .pause)
        while shell.operations.first != .pause { shell.finish(.failed("too late")) }
        return shell
    }

    @Test("the survivor of two promotions is routed to if no statement went through to the first one")
    func survivorOfTwo() {
        var shell = Self.twoPromotions()
        shell.finish(.doneUnused)
        #expect(shell.status?.verdict.rule == .splitBrain)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.target == ams)
        #expect(shell.status?.fence?.owner == ams)
        #expect(shell.operations == [.set(setting(ams, timeline: 4, reads: ams))])
        // Now a write may be acknowledged here: the other one is stale for good.
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 9))
        shell.finish()
        shell.finish(.doneUnused)
        shell.send(.linkLost(ams, .down(.endOfFile)))
        #expect(shell.status?.verdict.target == fra)
    }

    @Test(
        "the survivor of two promotions is routed to after another PAUSE, whose answer tells whether a hold let clients through",
        arguments: [Outcome.doneUnused, .done])
    func survivorOfAWhile(second: Outcome) {
        var shell = Self.twoPromotions()
        shell.finish(.doneUnused)
        shell.pass(.milliseconds(10))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
        // Whatever else happens, nothing else is done before its answer.
        shell.pass(.milliseconds(10))
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.operations == [.pause])
        shell.finish(second)
        if second == .doneUnused {
            #expect(shell.status?.fence?.owner == ams)
            #expect(shell.operations == [.set(setting(ams, timeline: 4, reads: ams))])
        } else {
            #expect(shell.status?.fence?.isBinding == true)
            #expect(shell.status?.members.first { $0.member.id == ams }?.standing == .stale)
            #expect(shell.operations == [])
        }
    }

    @Test(
        "a split brain that outlasts its hold is led nowhere after another PAUSE, which tells whether the first one is bound",
        arguments: [Outcome.done, .doneUnused])
    func splitForLong(second: Outcome) {
        var shell = Self.twoPromotions()
        shell.finish(.doneUnused)
        while shell.status?.verdict.action != .refuse {
            shell.pass(.seconds(1))
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.see(ams, primary(timeline: 4, started: 3))
        }
        #expect(shell.operations == [.pause])
        shell.finish(second)
        #expect(shell.status?.fence?.isBinding == (second == .done))
        #expect(shell.operations == [.unroute(reads: fra)])
    }

    @Test("a PAUSE that is to prove a hold and waits for a transaction has it cut after drain_timeout")
    func proofDrains() {
        var shell = Self.twoPromotions()
        shell.finish(.doneUnused)
        shell.pass(.milliseconds(10))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        shell.pass(Policy().drainTimeout)
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("an unused first promotion does not bind even if its setting is still under way at the PAUSE")
    func survivorOfTwoInAHurry() throws {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.operations == [.set(setting(fra, timeline: 4, reads: fra)), .pause])
        let pause = try #require(shell.pending.last)
        shell.send(.finished(pause.id, .doneUnused))
        #expect(shell.status?.fence?.isBinding == false)
        shell.finish()
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.target == ams)
    }

    @Test("the survivor of two promotions is stale if a statement may have gone through to the first one")
    func ownerOfTwo() {
        var shell = Self.twoPromotions()
        shell.finish()
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.status?.members.first { $0.member.id == ams }?.standing == .stale)
    }

    @Test("an unused owner binds again if its clients were released in the agent's place")
    func releasedByGuard() {
        var shell = Self.twoPromotions()
        shell.finish(.doneUnused)
        #expect(shell.status?.fence?.isBinding == false)
        shell.send(.pooler(.down("its console was closed")))
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: fra)))
        #expect(shell.status?.fence?.isBinding == false)
        shell.send(.pooler(.down("its console was closed")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: fra)))
        #expect(shell.status?.fence?.isBinding == true)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.members.first { $0.member.id == ams }?.standing == .stale)
    }

    @Test("an owner released for a second time binds, since its use was not watched from the beginning")
    func releasedTwice() {
        var shell = Self.twoPromotions()
        shell.finish(.doneUnused)
        shell.send(.linkLost(ams, .down(.endOfFile)))
        #expect(shell.operations == [.resume] || shell.operations == [.set(setting(fra, timeline: 4, reads: fra))])
        shell.finish()
        shell.see(ams, primary(timeline: 4, started: 3))
        while shell.operations.first != .pause { shell.finish(.failed("too late")) }
        shell.finish(.doneUnused)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.members.first { $0.member.id == ams }?.standing == .stale)
    }

    @Test("a promoted member that was seen but never routed to does not bind the timeline")
    func seenOnly() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, primary(timeline: 4, started: 2))
        // The PAUSE is not done yet: nothing was set.
        #expect(shell.operations.allSatisfy { if case .set = $0 { false } else { true } })
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.status?.verdict.rule == .splitBrain)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.target == ams)
    }

    @Test("a fence loaded at a start is binding, whatever the run that saved it knew")
    func afterRestart() {
        var loaded = fence(timeline: 4, owner: fra, started: 2)
        loaded.isBinding = false
        let shell = ScriptedShell.settled(fence: loaded)
        #expect(shell.status?.fence?.isBinding == true)
        #expect(shell.status?.members.first { $0.member.id == iad }?.standing == .stale)
    }
}
