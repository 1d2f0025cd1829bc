import PointsmanCore
import Testing

@Suite("The watch on a pooler at rest")
struct PoolerWatchTests {
    private typealias Sight = PoolerSight

    @Test(
        "a refused canary login degrades the instance while the previous login gets through"
    )
    func refusedLogin() throws {
        var shell = ScriptedShell.settled()
        var sight = PoolerLooks.well
        sight.loginRefusal = "PgBouncer refuses the password of pooler_url"
        try PoolerLooks.show(sight, &shell)
        let last = shell.inspection?.id
        #expect(shell.status?.readiness == .degraded("PgBouncer refuses the password of pooler_url"))
        #expect(shell.status?.loginRefusal == sight.loginRefusal)
        // Neither a round trip that fails nor a PgBouncer that begins anew says that it is let in.
        try PoolerLooks.show(Sight(console: PoolerLooks.app(), canary: .failed("no answer")), &shell, after: last)
        shell.send(.pooler(.down("its console closed the connection")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        while !shell.pending.isEmpty { shell.finish() }
        let second = shell.inspection?.id
        #expect(shell.status?.readiness == .degraded("PgBouncer refuses the password of pooler_url"))
        try PoolerLooks.show(PoolerLooks.well, &shell, after: second)
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.loginRefusal == nil)
    }

    @Test("a pooler is inspected each interval with a tenth of variation, one inspection at a time")
    func cadence() throws {
        var shell = ScriptedShell.settled()
        var last = shell.moment
        var spans: [Duration] = []
        var answered: OperationID?
        for round in 0..<20 {
            let look = try #require(PoolerLooks.look(&shell, after: answered))
            answered = look.id
            #expect(look.setting == setting(iad, reads: fra))
            if round > 0 { spans.append(shell.moment - last) }
            last = shell.moment
            shell.send(.inspected(look.id, PoolerLooks.well))
        }
        #expect(spans.allSatisfy { (.milliseconds(4_500) ... .milliseconds(5_600)).contains($0) }, "\(spans)")
        #expect(Set(spans).count > 1)
        #expect(shell.status?.readiness == .ready)
        let look = try #require(PoolerLooks.look(&shell, after: answered))
        #expect(PoolerLooks.look(&shell, after: look.id) == nil)
    }

    @Test("instances of a fleet inspect their poolers at different moments")
    func phases() throws {
        var moments: Set<Duration> = []
        for seed in 0..<20 {
            var policy = Policy()
            policy.seed = UInt64(seed)
            var shell = ScriptedShell.settled(policy: policy)
            let began = shell.moment
            _ = try #require(PoolerLooks.look(&shell))
            moments.insert(shell.moment - began)
        }
        #expect(moments.count > 10)
    }

    @Test("a pooler is not inspected if canary_interval is zero, and no canary is sent in a hold")
    func never() throws {
        var policy = Policy()
        policy.canaryInterval = .zero
        var shell = ScriptedShell.settled(policy: policy)
        #expect(PoolerLooks.look(&shell) == nil)
        shell.send(.request(.hold(.seconds(20))))
        shell.finish()
        #expect(PoolerLooks.look(&shell) == nil)
        shell = .settled()
        shell.send(.request(.hold(.seconds(20))))
        shell.finish()
        #expect(shell.inspection == nil)
        #expect(try !#require(PoolerLooks.look(&shell)).sendsCanary)
    }

    @Test(
        "a silent, paused or disabled pooler makes the instance not ready and is inspected each second",
        arguments: [
            (Sight(console: .silent("no answer"), canary: .notSent), "PgBouncer does not answer: no answer"),
            (
                Sight(console: PoolerLooks.app(isPaused: true), canary: .notSent),
                "app is paused on PgBouncer's console (PAUSE or KILL), not by this agent: clients wait there until "
                    + "RESUME app"
            ),
            (
                Sight(console: PoolerLooks.app(isDisabled: true), canary: .notSent),
                "app is disabled on PgBouncer's console, not by this agent: new clients are refused until ENABLE app"
            ),
        ])
    func notReady(sight: PoolerSight, reason: String) throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(sight, &shell)
        #expect(shell.status?.readiness == .notReady(reason))
        #expect(shell.operations == [])
        let began = shell.moment
        let look = try #require(PoolerLooks.look(&shell, after: shell.inspection?.id))
        #expect(shell.moment - began <= .milliseconds(1_200))
        shell.send(.inspected(look.id, PoolerLooks.well))
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a failed canary makes the instance not ready only if a later probe shows the primary well")
    func unserved() throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: PoolerLooks.app(), canary: .failed("no answer")), &shell)
        #expect(shell.status?.readiness == .ready)
        shell.pass(.milliseconds(100))
        PoolerLooks.answer(&shell)
        #expect(shell.status?.readiness.isReady == false)
        #expect(shell.status?.readiness.reason?.hasSuffix("though the primary is well: no answer") == true)
        // Now the primary is gone: that is everybody's trouble, and no longer this instance's.
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.readiness.isDegraded == true)
    }

    @Test("a failed canary of a lost primary leads to a hold and only degrades the instance")
    func primaryGone() throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: PoolerLooks.app(), canary: .failed("no answer")), &shell)
        shell.miss(iad, .down(.endOfFile))
        #expect(shell.status?.readiness.isDegraded == true)
        #expect(shell.operations == [.pause])
    }

    @Test(
        "a full pooler or a canary refused by the primary degrades the instance",
        arguments: [
            (PoolerSight.Canary.full(Fullness(.clients, "20 of 20", fencedConnections: 0)), "20 of 20"),
            (.turnedDown("no"), "the primary refuses a client of PgBouncer's: no"),
        ])
    func full(canary: PoolerSight.Canary, reason: String) throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: PoolerLooks.app(), canary: canary), &shell)
        shell.pass(.milliseconds(100))
        PoolerLooks.answer(&shell)
        #expect(shell.status?.readiness == .degraded(reason))
        try PoolerLooks.show(PoolerLooks.well, &shell, after: shell.inspection?.id)
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a hold that another console ended is begun again also where this agent has set no route yet")
    func heldUnset() throws {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
        shell.send(.request(.hold(.seconds(20))))
        shell.finish()
        let look = try #require(PoolerLooks.look(&shell))
        #expect(look.setting == nil)
        shell.send(.inspected(look.id, Sight(console: PoolerLooks.app(), canary: .notSent)))
        #expect(shell.operations == [.pause])
        #expect(shell.status?.poolerNotice?.contains("another console resumed app") == true)
    }

    @Test("an inspection that a hold has overtaken is ignored")
    func overtaken() throws {
        var shell = ScriptedShell.settled()
        let look = try #require(PoolerLooks.look(&shell))
        shell.send(.request(.hold(.seconds(20))))
        shell.finish()
        shell.send(.request(.release))
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.inspected(look.id, Sight(console: PoolerLooks.app(isPaused: true), canary: .notSent)))
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a silent pooler is no longer a fault once it has done what it was told", arguments: [true, false])
    func doesAsTold(isDone: Bool) throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: .silent("no answer"), canary: .notSent), &shell)
        shell.send(.request(.hold(.seconds(20))))
        #expect(shell.status?.readiness == .notReady("PgBouncer does not answer: no answer"))
        shell.finish(isDone ? .done : .failed("no answer"))
        #expect((shell.status?.readiness == .degraded("held by an operator")) == isDone)
    }

    @Test("a silent pooler stays the instance's fault while a hold fails on it, until it answers")
    func silentInHold() throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: .silent("no answer"), canary: .notSent), &shell)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.readiness == .notReady("PgBouncer does not answer: no answer"))
        let look = try #require(PoolerLooks.look(&shell, after: shell.inspection?.id))
        shell.send(.inspected(look.id, PoolerLooks.well))
        #expect(
            shell.status?.readiness.reason?.contains("does not answer") == false || shell.status?.readiness == .ready)
    }

    @Test("a silent pooler counts even if a step began during the inspection")
    func silentBesideStep() throws {
        var shell = ScriptedShell.settled()
        let look = try #require(PoolerLooks.look(&shell))
        shell.miss(fra, .down(.systemError(111)))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        shell.send(.inspected(look.id, Sight(console: .silent("no answer"), canary: .notSent)))
        #expect(shell.status?.readiness == .notReady("PgBouncer does not answer: no answer"))
    }

    @Test("a pooler is inspected while a step that moves reads is under way, and only its silence counts then")
    func beginsAmidStep() throws {
        for sight in [
            Sight(console: .silent("no answer"), canary: .notSent),
            Sight(console: PoolerLooks.app(isPaused: true), canary: .notSent),
        ] {
            var shell = ScriptedShell.settled()
            shell.miss(fra, .down(.systemError(111)))
            for _ in 0..<60 where shell.inspection == nil {
                shell.pass(.milliseconds(100))
                shell.see(iad, primary())
                shell.see(ams, standby(of: iad, started: 3))
            }
            #expect(shell.operations == [.set(setting(iad, reads: ams))])
            let look = try #require(shell.inspection)
            shell.finish()
            shell.send(.inspected(look.id, sight))
            let isSilent = sight != Sight(console: PoolerLooks.app(isPaused: true), canary: .notSent)
            #expect(
                shell.status?.readiness == (isSilent ? .notReady("PgBouncer does not answer: no answer") : .ready))
        }
    }
}
