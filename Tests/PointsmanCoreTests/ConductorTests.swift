import PointsmanCore
import Testing

@Suite("The conductor")
struct ConductorTests {
    @Test("routes nobody before every member has answered or failed")
    func survey() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        shell.see(iad, primary())
        shell.miss(ams, .down(.systemError(111)))
        #expect(shell.status?.verdict.rule == .survey)
        #expect(shell.operations == [])
        shell.see(fra, standby(of: iad))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        #expect(shell.saved.map(\.?.owner) == [iad])
    }

    @Test("is ready only once a canary has reached the primary through the pooler")
    func readyAfterCanary() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
        shell.finish()
        #expect(shell.operations == [.confirm(primary().identity)])
        #expect(shell.status?.readiness.isReady == false)
        shell.finish()
        #expect(shell.status?.readiness == .ready)
    }

    @Test("holds at the loss of the primary's link, and sets the promoted standby when it shows itself")
    func crash() {
        var shell = ScriptedShell.settled()
        shell.pass(.milliseconds(300))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        #expect(shell.plan?.interval == Policy().burstInterval)
        #expect(shell.plan?.awaitsPromotion == true)
        #expect(shell.status?.readiness.isReady == false)
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

    @Test("lets clients go on without a drain when the primary comes back in place")
    func flap() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(.milliseconds(400))
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        #expect(shell.operations == [.confirm(primary(started: 9).identity)])
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

    @Test("moving away from a primary that lives waits for open transactions, and then cuts them")
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

    @Test("a transaction on a primary that a higher timeline has left behind is cut at once")
    func seversTheStale() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(of: fra, timeline: 4))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("what hangs on a dead primary is cut at once when there is another one")
    func seversTheDead() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("a hold that runs out lets clients fail, and doesn't begin again")
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

    @Test("the pause of a probe that was merely late begins after suspect_after")
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

    @Test("an outcome that comes too late is dropped")
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

    @Test("a primary lost while the canary is under way is held at once")
    func lostDuringCanary() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.finish()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.operations == [.confirm(primary().identity), .pause])
        shell.finish()
        #expect(shell.status?.isConfirmed == false)
    }

    @Test("an operator's hold is kept, bounded, and released")
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

    @Test("a pooler found paused is released, whoever paused it")
    func adoptsPaused() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: true)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.hold == Reroute.Hold.none)
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a pooler found paused may still have a transaction open: it is drained before it is set elsewhere")
    func drainsWhatIsPaused() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.miss(iad, .down(.systemError(111)))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
        shell.finish()
        shell.finish()
        #expect(shell.operations == [.set(setting(fra, timeline: 4, reads: fra))])
    }

    @Test("a pooler found paused is let go when no primary shows itself in time")
    func endsWhatItFinds() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.miss(iad, .down(.systemError(111)))
        #expect(shell.operations == [])
        shell.pass(Policy().holdTimeout)
        #expect(shell.operations == [.refuse])
    }

    @Test("a setting that failed is tried again, later each time")
    func retries() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.finish(.failed("no"))
        #expect(shell.operations == [])
        #expect(shell.status?.readiness == .notReady("the route is not confirmed: no"))
        shell.pass(.milliseconds(20))
        shell.finish(.failed("no"))
        shell.pass(.milliseconds(20))
        #expect(shell.operations == [])
        shell.pass(.milliseconds(20))
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("a failing discovery changes nobody; one that left is dropped after it was silent for long")
    func discovery() {
        var shell = ScriptedShell.settled()
        shell.send(.discovery(.failure("SERVFAIL")))
        #expect(shell.plan?.members == [iad, fra, ams])
        #expect(shell.status?.discoveryFailure == "SERVFAIL")
        #expect(shell.status?.readiness == .ready)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        #expect(shell.plan?.members == [iad, fra, ams])
        shell.miss(ams, .silent(.deadline))
        for _ in 0..<20 {
            #expect(shell.plan?.members == [iad, fra, ams])
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.see(fra, standby(of: iad))
        }
        #expect(shell.plan?.members == [iad, fra])
    }

    @Test("two clusters behind one name are refused until one is pinned", arguments: [false, true])
    func ambiguous(isPinned: Bool) {
        var policy = Policy()
        if isPinned { policy.systemIdentifier = ours }
        var shell = ScriptedShell(policy: policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        shell.see(fra, primary(timeline: 9, cluster: SystemIdentifier(8), started: 5))
        #expect(shell.operations == (isPinned ? [.set(setting(iad, reads: iad))] : []))
        #expect(shell.status?.verdict.rule == (isPinned ? .route : .ambiguous))
    }

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

    @Test("a second address of the primary changes nothing, and takes over when the first one is gone")
    func secondAddress() {
        var shell = ScriptedShell.settled()
        let other = MemberID(address: .v4(0x7F00_0001), port: 5432)
        let everyone = [other, iad, fra, ams].map { Member(id: $0) }
        shell.send(.discovery(.members(everyone)))
        shell.see(other, primary())
        #expect(shell.operations == [])
        #expect(shell.status?.setting?.writes.member == iad)
        shell.miss(iad, .silent(.deadline))
        #expect(shell.operations == [])
        #expect(shell.status?.verdict.rule == .suspect)
        shell.pass(Policy().suspectAfter)
        shell.see(other, primary())
        #expect(shell.operations == [.pause, .sever])
        #expect(shell.saved.last??.owner == other)
        shell.finish()
        shell.finish()
        #expect(shell.operations == [.set(setting(other, reads: other))])
    }

    @Test("a successor of a primary that is merely suspect is gone to at once, and for good")
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

    @Test("a second address that takes writes again first is no reason to leave the first one")
    func secondAddressIsWritableFirst() {
        var shell = ScriptedShell.settled()
        let other = MemberID(address: .v4(0x7F00_0001), port: 5432)
        shell.send(.discovery(.members([other, iad, fra, ams].map { Member(id: $0) })))
        for member in [other, iad] { shell.see(member, primary(readOnly: true)) }
        shell.see(other, primary())
        #expect(shell.status?.verdict.rule == .readOnly)
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [])
        #expect(shell.status?.setting?.writes.member == iad)
    }

    @Test("what a second address said before the first one was lost proves nothing")
    func secondAddressIsOld() {
        var shell = ScriptedShell.settled()
        let other = MemberID(address: .v4(0x7F00_0001), port: 5432)
        shell.send(.discovery(.members([other, iad, fra, ams].map { Member(id: $0) })))
        shell.see(other, primary())
        shell.pass(.milliseconds(1))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.status?.fence?.owner == iad)
        shell.see(other, primary())
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.status?.fence?.owner == other)
    }

    @Test("a primary that the fence refuses is followed once an operator adopts it")
    func adopts() {
        var shell = ScriptedShell.settled()
        let upgraded = SystemIdentifier(9)
        shell.send(.discovery(.members([Member(id: fra)])))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 1, lsn: 5, cluster: upgraded, started: 8))
        #expect(shell.status?.members.first { $0.member.id == fra }?.standing == .foreign)
        shell.send(.request(.adoptFence(ams)))
        #expect(shell.status?.fence?.owner == iad)
        shell.send(.request(.adoptFence(fra)))
        #expect(shell.status?.fence?.systemIdentifier == upgraded)
        let writes = WriteRoute(member: fra, systemIdentifier: upgraded, timeline: Timeline(1))
        #expect(shell.operations == [.set(PoolerSetting(writes: writes, reads: fra))])
        #expect(shell.saved.last??.systemIdentifier == upgraded)
    }

    @Test("a fence that could not be saved is saved again after a second, and not before")
    func savesAgain() {
        var conductor = Conductor(policy: Policy())
        func saves(_ event: Event, at moment: Instant) -> [OperationID] {
            conductor.handle(event, at: moment).compactMap { directive in
                if case .perform(let id, .save) = directive { id } else { nil }
            }
        }
        let start = Instant(nanoseconds: 0)
        _ = saves(.discovery(.members([Member(id: iad)])), at: start)
        let seen = Observation(member: iad, sent: start, result: .report(primary()))
        let first = saves(.observed(seen), at: start)
        #expect(first.count == 1)
        #expect(saves(.finished(first[0], .failed("no space")), at: start) == [])
        #expect(saves(.wake, at: start + .milliseconds(999)) == [])
        let second = saves(.wake, at: start + .seconds(1))
        #expect(second.count == 1)
        #expect(saves(.finished(second[0], .done), at: start + .seconds(1)) == [])
        #expect(saves(.wake, at: start + .seconds(9)) == [])
    }

    @Test("a fence that an operator resets is forgotten, also by the disk, until a primary is seen")
    func resets() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.send(.request(.resetFence))
        #expect(shell.status?.fence == nil)
        #expect(shell.saved.last == .some(nil))
        shell.see(ams, primary(timeline: 1, lsn: 5, started: 8))
        #expect(shell.status?.fence?.owner == ams)
        #expect(shell.saved.last??.owner == ams)
    }

    @Test("standbys that show no timeline, and a proxy in front of the members, are told with what to do")
    func notices() {
        #expect(ScriptedShell.settled().status?.notices == [])
        var shell = ScriptedShell.settled()
        shell.see(fra, standby(timeline: nil))
        shell.see(ams, standby(timeline: nil, started: 3))
        #expect(shell.status?.notices.first?.contains("GRANT pg_monitor") == true)
        shell.see(fra, primary())
        #expect(shell.status?.notices.first?.contains("member_port = 5433") == true)
    }

    @Test("a wake is asked for whenever something is due by itself")
    func wakes() {
        let shell = ScriptedShell.settled()
        #expect(shell.wake == Instant(nanoseconds: 0) + Policy().freshness)
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

    @Test("what an earlier agent's pooler leads to is drained, and cut, before it is set elsewhere")
    func drainsWhatItFinds() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.miss(iad, .silent(.deadline))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test("a hold that ran out before anybody was known is no reason to choose before all have answered")
    func surveysAfterHold() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        shell.pass(.seconds(20))
        #expect(shell.operations == [.refuse])
        shell.finish()
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .survey)
        #expect(shell.operations == [])
        shell.see(fra, standby(of: iad))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test("a hold doesn't wait for the next attempt at a step that failed")
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

    @Test("an operator's hold adds nothing to one that lasts already")
    func operatorHoldIsBounded() {
        var shell = ScriptedShell.settled()
        let begun = shell.moment
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(.seconds(15))
        shell.send(.request(.hold(.seconds(15))))
        #expect(shell.status?.heldByOperatorUntil == begun + Policy().holdTimeout)
    }

    @Test("two rivals are not waited upon at a start until a third has answered")
    func splitBeforeSurvey() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        shell.see(iad, primary())
        shell.see(fra, primary(started: 2))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.operations == [.pause])
    }
}
