import PointsmanCore
import Testing

@Suite("The guard's limit on a hold")
struct HoldLimitTests {
    /// One second later than the hold's own end.
    private static let length = Policy().holdTimeout + .seconds(1)

    @Test("the hold limit is given to the guard before the PAUSE and withdrawn when clients are released")
    func pause() {
        var shell = ScriptedShell.settled()
        #expect(shell.holdLimit == nil)
        shell.pass(.seconds(7))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        #expect(shell.holdLimitAtOperation == shell.moment + Self.length)
        let limit = shell.holdLimit
        shell.pass(.seconds(1))
        shell.finish()
        #expect(shell.holdLimit == limit)
        shell.pass(Policy().holdTimeout)
        #expect(shell.operations == [.refuse])
        #expect(shell.holdLimit == limit)
        shell.finish()
        #expect(shell.holdLimit == nil)
    }

    @Test("the hold limit is also given for a pause that the agent finds")
    func found() {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad)))
        #expect(shell.holdLimit == shell.moment + Self.length)
    }

    @Test("the hold limit leaves time to sever connections even if the hold ends meanwhile")
    func severing() {
        var reroute = Reroute()
        var counter = OperationCounter()
        var policy = Policy()
        policy.drainTimeout = policy.holdTimeout
        var moment = Instant(nanoseconds: 0)
        reroute.take(.up(holdsWrites: false, leadsTo: iad), at: moment)
        func advance() -> Operation? {
            reroute.advance(
                to: .route(setting(fra, timeline: 4, reads: fra)), reaching: nil, abandoned: false, policy: policy,
                at: moment, counter: &counter)?.operation
        }
        #expect(advance() == .pause)
        #expect(reroute.limit(policy: policy) == moment + Self.length)
        moment = moment + policy.drainTimeout
        #expect(advance() == .sever)
        #expect(reroute.limit(policy: policy) == moment + Reroute.longestSevering + .seconds(1))
    }

    @Test("the hold limit of a PAUSE that is cut at once includes the time to sever")
    func cutAtOnce() {
        var policy = Policy()
        policy.holdTimeout = .seconds(3)
        var shell = ScriptedShell.settled(policy: policy)
        shell.miss(iad, .silent(.deadline))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.pause, .sever])
        #expect(shell.holdLimitAtOperation == shell.moment + Reroute.longestSevering + .seconds(1))
    }

    @Test("the hold limit counts from the first pause, however often a PAUSE is sent anew")
    func again() {
        var reroute = Reroute()
        var counter = OperationCounter()
        let start = Instant(nanoseconds: 0)
        reroute.take(.up(holdsWrites: true, leadsTo: iad), at: start)
        for wait in [Duration.seconds(2), .seconds(58)] {
            let moment = start + wait
            let step = reroute.advance(
                to: .route(setting(fra, timeline: 4, reads: fra)), reaching: nil, abandoned: false, policy: Policy(),
                at: moment, counter: &counter)
            #expect(step?.operation == .pause)
            #expect(reroute.limit(policy: Policy()) == start + Self.length)
            if let step { reroute.finish(step.id, .failed("no"), at: moment) }
        }
    }

    @Test("the hold limit counts from the first cut, however often a cut is repeated")
    func severedAgain() {
        var reroute = Reroute()
        var counter = OperationCounter()
        var policy = Policy()
        policy.holdTimeout = policy.drainTimeout
        var moment = Instant(nanoseconds: 0)
        var cuts: [Instant] = []
        reroute.take(.up(holdsWrites: true, leadsTo: iad), at: moment)
        for _ in 0..<4 {
            let step = reroute.advance(
                to: .route(setting(fra, timeline: 4, reads: fra)), reaching: nil, abandoned: false, policy: policy,
                at: moment, counter: &counter)
            if let step, step.operation == .sever {
                cuts.append(moment)
                reroute.finish(step.id, .failed("no"), at: moment)
            }
            moment = moment + .seconds(10)
        }
        #expect(cuts.count > 1)
        #expect(reroute.limit(policy: policy) == cuts[0] + Reroute.longestSevering + .seconds(1))
    }

    @Test(
        "the hold limit of a PAUSE whose answer is lost counts from when it was sent",
        arguments: [false, true])
    func unknownPause(isRefusing: Bool) {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        let sent = shell.moment
        shell.pass(.seconds(4))
        shell.finish(.failed("the console is gone"))
        #expect(shell.holdLimit == nil)
        shell.send(.pooler(.down("its console closed the connection")))
        shell.pass(.milliseconds(20))
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad, isRefusing: isRefusing)))
        #expect(shell.holdLimit == (isRefusing ? shell.moment : sent) + Self.length)
    }

    @Test("the hold limit stays while clients wait at a standby that is being promoted")
    func ahead() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        let limit = shell.holdLimit
        shell.finish()
        shell.see(fra, standby(timeline: nil, isPromoting: true))
        #expect(shell.operations == [.set(setting(fra, timeline: 4, reads: fra))])
        shell.finish()
        #expect(shell.operations == [])
        #expect(shell.holdLimit == limit)
        shell.see(fra, primary(timeline: 4))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.holdLimit == nil)
    }

    @Test("a hold that the guard ended is over: the agent refuses once and pauses anew before the next move")
    func letGo() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        #expect(shell.status?.hold.since != nil)
        // Stopped for longer than that, it hears all at once.
        shell.moment = shell.moment + Self.length + .seconds(9)
        shell.send(.pooler(.down("pointsman-guard has let clients go")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad, isRefusing: true)))
        #expect(shell.status?.hold == Reroute.Hold.none)
        #expect(shell.holdLimit == nil)
        // Who waits fails soon already; who comes later is told of by nobody else.
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.operations == [])
        shell.see(fra, primary(timeline: 4))
        shell.see(ams, standby(of: fra, timeline: 4, started: 3))
        #expect(shell.operations.first == .pause)
    }

    @Test("the same route is set anew after the guard ended a hold")
    func sameRoute() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.moment = shell.moment + Self.length + .seconds(9)
        shell.send(.pooler(.down("pointsman-guard has let clients go")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad, isRefusing: true)))
        shell.finish()
        shell.see(iad, primary(lsn: 2_000))
        guard case .set(let setting)? = shell.operations.first else {
            Issue.record("no setting but \(shell.operations)")
            return
        }
        #expect(setting.writes.member == iad)
    }

    @Test("the same route is set anew after the guard ended a hold, even if the primary was seen before PgBouncer")
    func sameRouteSeenFirst() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.moment = shell.moment + Self.length + .seconds(9)
        shell.send(.pooler(.down("pointsman-guard has let clients go")))
        shell.see(iad, primary(lsn: 2_000))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad, isRefusing: true)))
        #expect(shell.operations == [.set(setting(iad, timeline: 3, reads: iad))])
    }

    @Test("waiting clients are refused again in a PgBouncer or session that began after the hold ran out")
    func begunAnew() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.miss(iad, .down(.systemError(111)))
        shell.pass(Policy().holdTimeout + .seconds(1))
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.operations == [])
        for _ in 1...2 {
            shell.send(.pooler(.down("its console closed the connection")))
            shell.send(.pooler(.up(holdsWrites: false, leadsTo: iad)))
            #expect(shell.operations == [.refuse])
            shell.finish()
            #expect(shell.operations == [])
        }
    }

    @Test("a pause found after the guard ended a hold gets its own limit, and its clients are refused")
    func letGoAndFound() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.moment = shell.moment + Self.length + .seconds(9)
        shell.send(.pooler(.down("pointsman-guard has let clients go")))
        let found = shell.moment
        shell.send(.pooler(.up(holdsWrites: true, leadsTo: iad, isRefusing: true)))
        #expect(shell.holdLimit == found + Self.length)
        // Its time in all is over.
        #expect(shell.operations == [.refuse])
    }
}
