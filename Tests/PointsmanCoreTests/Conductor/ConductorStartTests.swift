import PointsmanCore
import Testing

@Suite("The conductor at its start")
struct ConductorStartTests {
    @Test("a start routes no client before every member has answered or failed")
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

    @Test("a start is ready only after a canary reached the primary through the pooler")
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

    @Test("a start whose canary finds no room is ready, degraded, only if fenced connections exist")
    func readyWithoutRoom() throws {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary())
        shell.finish()
        shell.finish(.full(Fullness(.clients, "20 of 20", fencedConnections: 0)))
        #expect(shell.status?.readiness.isReady == false)
        #expect(shell.status?.readiness.reason?.contains("20 of 20") == true)
        shell.pass(.milliseconds(20))
        shell.send(.wake)
        #expect(shell.operations == [.confirm(primary().identity)])
        shell.finish(.full(Fullness(.clients, "20 of 20", fencedConnections: 3)))
        #expect(shell.status?.readiness == .degraded("20 of 20"))
        #expect(shell.status?.poolerFinding?.fullness?.limit == .clients)
        shell.pass(.seconds(6))
        shell.see(iad, primary())
        let look = try #require(shell.inspection)
        shell.send(
            .inspected(
                look.id,
                PoolerSight(
                    console: .shows([PoolerSight.Database(name: "app", carriesWrites: true)]),
                    canary: .reached(primary().identity, isInRecovery: false))))
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a primary lost during the canary is held at once")
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

    @Test("two clusters behind one name are refused unless one is pinned", arguments: [false, true])
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

    @Test("two clusters stay ambiguous if one falls silent, until DNS no longer names it")
    func ambiguousThoughSilent() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        shell.see(fra, primary(timeline: 9, cluster: SystemIdentifier(8), started: 5))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .ambiguous)
        #expect(shell.status?.verdict.members == [iad, fra])
        #expect(shell.saved == [])
        shell.send(.discovery(.members([Member(id: fra)])))
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("two rivals at a start are held before a third member has answered")
    func splitBeforeSurvey() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        shell.see(iad, primary())
        shell.see(fra, primary(started: 2))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.operations == [.pause])
    }

    @Test("a pooler found paused is routed and released")
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

    @Test("a pooler found paused is drained before it is set to another server")
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

    @Test("a pooler found routed is drained and severed before it is set to another server")
    func drainsWhatItFinds() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.miss(iad, .silent(.deadline))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
    }

    @Test(
        "a pooler found routed is held as soon as its server proves foreign or stale, and unrouted after the hold",
        arguments: [primary(cluster: SystemIdentifier(8)), primary(timeline: 2)])
    func holdsWhatIsRuledOut(report: ServerReport) {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        #expect(shell.operations == [])
        shell.see(iad, report)
        #expect(shell.status?.verdict.rule == .survey)
        #expect(shell.operations == [.pause])
        shell.finish()
        shell.miss(fra, .down(.systemError(111)))
        shell.pass(Policy().holdTimeout - .seconds(1))
        shell.see(iad, report)
        #expect(shell.operations == [])
        shell.pass(.seconds(1))
        #expect(shell.operations == [.unroute(reads: nil)])
    }

    @Test("a pooler found routed to a read-only primary is not held", arguments: [true, false])
    func keepsReadOnly(isPaused: Bool) {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: isPaused, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(fra, standby(of: iad))
        shell.see(iad, primary(readOnly: true))
        #expect(shell.status?.verdict.rule == .readOnly)
        #expect(shell.operations == (isPaused ? [.resume] : []))
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test("the fence owner's run is recognized at another address after the agent's restart, and no other run is")
    func ownerAtAnotherAddress() {
        var shell = ScriptedShell.settled()
        let saved = shell.saved.last!
        #expect(saved == fence(started: 1))
        for (started, rule) in [(Int64(1), WriteRule.route), (9, .hold)] {
            shell = ScriptedShell(fence: saved)
            shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
            shell.send(.discovery(.members([Member(id: fra)])))
            shell.see(fra, primary(started: started))
            #expect(shell.status?.verdict.rule == rule)
            #expect(shell.status?.fence?.owner == (rule == .route ? fra : iad))
        }
    }

    @Test("a foreign server at the fence owner's address does not hide the owner's run elsewhere")
    func strangerAtOwnersAddress() {
        var shell = ScriptedShell(fence: fence(started: 1))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary(cluster: SystemIdentifier(8), started: 9))
        shell.see(fra, primary(started: 1))
        #expect(shell.status?.fence?.owner == fra)
    }

    @Test("a pooler found paused refuses clients if no primary shows itself in time")
    func endsWhatItFinds() {
        var shell = ScriptedShell(fence: fence())
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.miss(iad, .down(.systemError(111)))
        #expect(shell.operations == [])
        shell.pass(Policy().holdTimeout)
        #expect(shell.operations == [.refuse])
    }

    @Test("a found hold that ran out does not end the survey before all members have answered")
    func surveysAfterHold() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        shell.pass(Policy().holdTimeout)
        #expect(shell.operations == [.refuse])
        shell.finish()
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        #expect(shell.status?.verdict.rule == .survey)
        #expect(shell.operations == [])
        shell.see(fra, standby(of: iad))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }
}
