import PointsmanCore
import Testing

@Suite("The route of reads")
struct ReplicaSelectorTests {
    private static func policy(region: String? = nil) -> Policy {
        var policy = Policy()
        policy.region = region.flatMap { Region($0) }
        policy.maxReplicaLag = .bytes(500)
        return policy
    }

    private static func reads(_ shell: ScriptedShell) -> MemberID? { shell.status?.setting?.reads }

    @Test(
        "reads go to a fit standby, whatever our own region is", arguments: [("fra", fra), ("iad", fra), ("zzz", fra)])
    func ownRegion(region: String, expected: MemberID) {
        #expect(Self.reads(.settled(policy: Self.policy(region: region))) == expected)
    }

    @Test(
        "reads go to no member with the tag noloadbalance, and to the primary if there is no other")
    func tagged() {
        var shell = ScriptedShell.settled(policy: Self.policy(region: "fra"))
        let tagged = Member(id: fra, region: Region("fra"), takesReads: false)
        shell.send(.discovery(.members([Member(id: iad), tagged, Member(id: ams)])))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        shell.finish()
        shell.send(.discovery(.members([Member(id: iad), tagged, Member(id: ams, takesReads: false)])))
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("reads go to the primary if no standby is proven to follow it", arguments: [nil, 2] as [UInt32?])
    func unproven(timeline: UInt32?) {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(fra, standby(timeline: timeline))
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("a lagging standby loses reads at once without a hold and gets them back after a while")
    func lagAndDamping() {
        var shell = ScriptedShell.settled(policy: Self.policy())
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        #expect(Self.reads(shell) == fra)
        shell.see(iad, primary(lsn: 1_501))
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
        var caughtUp = standby(of: iad)
        caughtUp.lsn = LSN(bytes: 1_501)
        for _ in 0..<6 {
            #expect(Self.reads(shell) == iad)
            shell.see(iad, primary(lsn: 1_501))
            shell.see(fra, caughtUp)
            shell.pass(.seconds(1))
        }
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test(
        "reads with a lag limit in time go to a standby that is recent enough",
        arguments: [(4_999, true), (5_001, false), (nil, false)] as [(Int64?, Bool)])
    func staleness(milliseconds: Int64?, isFit: Bool) {
        var policy = Policy()
        policy.maxReplicaLag = .time(.seconds(5))
        var behind = standby(of: iad)
        behind.staleness = milliseconds.map { .milliseconds($0) }
        var shell = ScriptedShell(policy: policy)
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(fra, behind)
        shell.see(iad, primary(lsn: 90_000))
        #expect(shell.operations == [.set(setting(iad, reads: isFit ? fra : iad))])
    }

    @Test("reads leave a dead standby even if the primary refuses writes", arguments: [true, false])
    func readOnlyPrimary(isSetAtOnce: Bool) {
        var shell = ScriptedShell.settled()
        shell.see(iad, primary(readOnly: true))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        if !isSetAtOnce {
            // What was not set says nothing against the route for writes.
            shell.finish(.failed("no"))
            #expect(shell.status?.verdict.rule == .readOnly)
            shell.pass(.milliseconds(20))
            #expect(shell.operations == [.set(setting(iad, reads: ams))])
        }
        shell.finish()
        #expect(Self.reads(shell) == ams)
        #expect(shell.status?.verdict.rule == .readOnly)
        #expect(shell.operations == [])
    }

    @Test("a failed move of reads is done again even if reads then belong at the old place")
    func halfMoved() {
        var shell = ScriptedShell.settled()
        shell.see(fra, standby(of: iad, timeline: 2))
        #expect(shell.operations == [.set(setting(iad, reads: ams))])
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, timeline: 2, started: 3))
        shell.finish(.failed("no"))
        shell.pass(.milliseconds(20))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        #expect(shell.operations == [])
    }

    @Test("reads stay while the primary is suspect, since a hold may be due")
    func suspectPrimary() {
        var shell = ScriptedShell.settled()
        shell.miss(iad, .silent(.deadline))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [])
    }

    /// Where reads are set to and when, in milliseconds, while standbys are probed each half second from `since` on with
    /// round trips of `milliseconds`.
    private func places(
        _ standbys: [(member: MemberID, milliseconds: Int64, since: Int64)]
    ) -> [(reads: MemberID, moment: Int64)] {
        var shell = ScriptedShell()
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.send(.discovery(.members([Member(id: iad)] + standbys.map { Member(id: $0.member) })))
        for standby in standbys { shell.miss(standby.member, .down(.endOfFile)) }
        var places: [(reads: MemberID, moment: Int64)] = []
        for moment in stride(from: Int64(0), to: 20_000, by: 500) {
            shell.see(iad, primary())
            for (index, standby) in standbys.enumerated() where moment >= standby.since {
                let report = Observation.Result.report(PointsmanCoreTests.standby(of: iad, started: Int64(index + 2)))
                shell.send(
                    .observed(
                        Observation(
                            member: standby.member, sent: shell.moment, result: report,
                            roundTrip: .milliseconds(standby.milliseconds))))
            }
            while !shell.pending.isEmpty {
                if case .set(let setting) = shell.operations[0], setting.reads != places.last?.reads {
                    places.append((setting.reads, moment))
                }
                shell.finish()
            }
            shell.pass(.milliseconds(500))
        }
        return places
    }

    @Test("reads do not circle among standbys that are each near enough to the one before")
    func circle() {
        #expect(places([(fra, 25, 0), (ams, 15, 0), (lhr, 10, 0)]).map(\.reads) == [iad, lhr])
    }

    @Test("reads move on to a nearer standby no sooner than five seconds later")
    func oneMoveAtATime() {
        let places = places([(fra, 25, 0), (ams, 12, 500), (lhr, 5, 1_000)])
        #expect(places.map(\.reads) == [iad, fra, lhr])
        #expect(zip(places.dropFirst(2), places.dropFirst()).allSatisfy { $0.moment - $1.moment >= 5_000 })
    }

    @Test("a stale primary loses reads")
    func stalePrimary() {
        var shell = ScriptedShell.settled()
        for standby in [fra, ams] { shell.send(.linkLost(standby, .down(.endOfFile))) }
        while !shell.pending.isEmpty { shell.finish() }
        #expect(Self.reads(shell) == iad)
        shell.see(iad, primary(lsn: 500, started: 9))
        #expect(shell.operations == [.pause])
        shell.finish()
        for _ in 0..<Policy().holdTimeout.components.seconds {
            shell.pass(.seconds(1))
            shell.see(iad, primary(lsn: 500, started: 9))
        }
        #expect(shell.operations == [.unroute(reads: nil)])
    }

    @Test("a standby keeps reads while the primary is away and none can be proven")
    func primaryAway() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, standby(timeline: nil))
        shell.see(ams, standby(timeline: nil))
        shell.finish()
        #expect(Self.reads(shell) == fra)
        #expect(shell.operations == [])
    }
}
