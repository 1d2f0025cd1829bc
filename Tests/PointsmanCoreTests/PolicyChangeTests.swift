import PointsmanCore
import Testing

@Suite("A changed policy in a running conductor")
struct PolicyChangeTests {
    /// A policy that differs in one thing.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var policy = Policy()

        init<Value>(_ name: String, _ path: WritableKeyPath<Policy, Value>, _ value: Value) {
            testDescription = name
            policy[keyPath: path] = value
        }
    }

    /// Each of the operator's choices.
    static let changes = [
        Change("probe_interval", \.probeInterval, .milliseconds(200)),
        Change("probe_timeout", \.probeTimeout, .milliseconds(100)),
        Change("suspect_after", \.suspectAfter, .milliseconds(600)),
        Change("burst_interval", \.burstInterval, .milliseconds(50)),
        Change("canary_interval", \.canaryInterval, .zero), Change("drain_timeout", \.drainTimeout, .seconds(1)),
        Change("hold_timeout", \.holdTimeout, .seconds(6)), Change("readiness", \.readiness, .database),
        Change("isolated_primary", \.isolatedPrimary, .hold),
        Change("max_replica_lag", \.maxReplicaLag, .bytes(1)), Change("system_identifier", \.systemIdentifier, ours),
        Change("min_timeline", \.minTimeline, Timeline(2)), Change("exclude", \.exclusion, Exclusion(["\(ams)"])),
        Change("region", \.region, Region("fra")),
        Change("fleet_connections", \.fleetConnections, .connections(40)), Change("fleet_probes", \.fleetProbes, 100),
    ]

    /// What may happen afterwards.
    private static var courses: [(inout ScriptedShell) -> Void] {
        [
            { $0.pass(.seconds(1)) },
            { shell in
                shell.send(.linkLost(iad, .down(.endOfFile)))
                for _ in 0..<8 {
                    shell.pass(.seconds(1))
                    if !shell.pending.isEmpty { shell.finish() }
                }
            },
            { shell in
                for _ in 0..<4 {
                    shell.miss(iad, .silent(.deadline))
                    shell.pass(.milliseconds(700))
                }
            },
            { shell in
                shell.miss(iad, .down(.endOfFile))
                shell.see(fra, primary(timeline: 4))
                shell.pass(.seconds(3))
            },
            { shell in
                shell.send(.fleet(3))
                shell.see(iad, primary(lsn: 90_000_000))
                shell.see(fra, standby(of: iad))
                shell.pass(.seconds(20))
            },
            { shell in
                shell.send(.request(.hold(.seconds(30))))
                shell.pass(.seconds(7))
            },
        ]
    }

    @Test("a changed policy acts as if it had been there from the start", arguments: changes)
    func same(change: Change) {
        for (number, course) in Self.courses.enumerated() {
            var told = ScriptedShell.settled()
            told.send(.policy(change.policy))
            var built = ScriptedShell.settled(policy: change.policy)
            // It considers everything anew, as the other one does.
            built.send(.policy(change.policy))
            while !told.pending.isEmpty { told.finish() }
            while !built.pending.isEmpty { built.finish() }
            course(&told)
            course(&built)
            #expect(told.status?.readiness == built.status?.readiness, "course \(number)")
            #expect(told.status?.setting == built.status?.setting, "course \(number)")
            #expect(told.status?.members.map(\.member) == built.status?.members.map(\.member), "course \(number)")
            #expect(told.plan == built.plan, "course \(number)")
            #expect(told.operations == built.operations, "course \(number)")
            #expect(told.consultation == built.consultation, "course \(number)")
            #expect(told.search == built.search, "course \(number)")
            #expect(told.holdLimit == built.holdLimit, "course \(number)")
        }
    }

    @Test("a changed policy has second opinions asked or searched from then on")
    func opinions() {
        let source = OpinionSource(.patroni, port: 8008)
        var shell = ScriptedShell.settled()
        var policy = Policy()
        policy.secondOpinions = [source]
        shell.send(.policy(policy))
        #expect(shell.status?.readiness == .ready)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, primary(timeline: 4))
        #expect(shell.consultation?.member == fra)
        #expect(shell.consultation?.sources == [source])
        policy = Policy()
        policy.soughtOpinions = [source]
        shell.send(.policy(policy))
        #expect(shell.search?.sources == [source])
    }

    @Test(
        "a changed policy can provide the identifier or timeline that a first start waits for",
        arguments: [true, false])
    func firstStart(isIdentifier: Bool) {
        var policy = Policy()
        if isIdentifier { policy.systemIdentifier = SystemIdentifier(8_000) } else { policy.minTimeline = Timeline(9) }
        var shell = ScriptedShell.settled(policy: policy)
        #expect(shell.status?.setting == nil)
        shell.send(.policy(Policy()))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test("a shorter hold_timeout ends a longer hold at once, and a longer one lets it go on")
    func hold() {
        for (timeout, isOver) in [(Duration.seconds(10), true), (.seconds(90), false)] {
            var shell = ScriptedShell.settled()
            shell.send(.linkLost(iad, .down(.endOfFile)))
            shell.finish()
            shell.pass(.seconds(20))
            #expect(shell.operations == [])
            var policy = Policy()
            policy.holdTimeout = timeout
            shell.send(.policy(policy))
            #expect(shell.operations == (isOver ? [.refuse] : []))
            // The guard leaves the agent its time to end it.
            if isOver { #expect(shell.holdLimit == shell.moment + .seconds(1)) }
            shell.pass(.seconds(45))
            #expect(shell.operations == (isOver ? [.refuse] : []))
        }
    }

    @Test("a changed hold_timeout moves the guard's limit and the end of an operator's hold")
    func limits() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(50))))
        shell.finish()
        let start = shell.moment
        var policy = Policy()
        policy.holdTimeout = .seconds(12)
        shell.pass(.seconds(2))
        shell.send(.policy(policy))
        #expect(shell.holdLimit == start + .seconds(13))
        #expect(shell.status?.heldByOperatorUntil == start + .seconds(12))
        shell.pass(.seconds(10))
        #expect(shell.status?.heldByOperatorUntil == nil)
    }

    @Test("a changed exclude drops members at once and takes them back with the next discovery")
    func exclusion() {
        var shell = ScriptedShell.settled()
        var policy = Policy()
        policy.exclusion = Exclusion(["\(ams)"])
        shell.send(.policy(policy))
        #expect(shell.plan?.members == [iad, fra])
        shell.send(.policy(Policy()))
        #expect(shell.plan?.members == [iad, fra])
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        #expect(shell.plan?.members == [iad, fra, ams])
        // A list that leaves no member is no word about them.
        policy.exclusion = Exclusion(["\(iad)", "\(fra)", "\(ams)"])
        shell.send(.policy(policy))
        #expect(shell.plan?.members == [iad, fra, ams])
    }

    @Test("a changed fleet_connections begins and ends the sharing of connections")
    func share() {
        var shell = ScriptedShell.settled()
        shell.send(.fleet(4))
        var policy = Policy()
        policy.fleetConnections = .connections(40)
        shell.send(.policy(policy))
        #expect(shell.operations == [.set(setting(iad, reads: fra).sharing(PoolShare.least))])
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.policy(Policy()))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }
}

extension PoolerSetting {
    fileprivate func sharing(_ connections: Int) -> PoolerSetting {
        var setting = self
        setting.share = connections
        return setting
    }
}
