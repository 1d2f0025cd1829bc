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

    @Test("a route that is contested before its canary returned is still confirmed")
    func contestedAtStart() {
        var shell = ScriptedShell()
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.see(iad, primary())
        shell.see(fra, standby(of: iad))
        shell.see(ams, standby(of: iad, started: 3))
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.see(ams, primary(timeline: 5, started: 7))
        #expect(shell.status?.verdict.rule == .contested)
        while let next = shell.operations.first {
            if case .confirm(let identity) = next { #expect(identity == primary().identity) }
            shell.finish()
        }
        #expect(shell.status?.readiness == .ready)
    }

    /// A lone higher timeline at `ams` beside the routed primary, for four times `quarter`; then a probe of that comes to nothing.
    private static func missed(afterFour quarter: Duration) -> ScriptedShell {
        var shell = ScriptedShell.settled()
        shell.see(ams, primary(timeline: 5, started: 7))
        for _ in 0..<4 {
            shell.pass(quarter)
            shell.see(iad, primary())
            shell.see(fra, standby(of: iad))
            shell.see(ams, primary(timeline: 5, started: 7))
        }
        #expect(shell.status?.verdict.rule == .contested)
        shell.miss(iad, .silent(.deadline))
        return shell
    }

    @Test("a higher timeline is followed at once if the routed primary falls silent right after it appeared")
    func successorIsSeenFirst() {
        var shell = ScriptedShell.settled()
        shell.see(ams, primary(timeline: 5, started: 7))
        #expect(shell.plan?.interval == Policy().burstInterval)
        shell = Self.missed(afterFour: Policy().suspectAfter / 4 + .milliseconds(-1))
        #expect(shell.status?.verdict.target == ams)
    }

    @Test("a higher timeline seen for long is a copy, followed only if the routed primary is long silent or down")
    func copyBeside() {
        var shell = Self.missed(afterFour: Policy().suspectAfter / 4)
        #expect(shell.status?.verdict.rule == .contested)
        #expect(shell.status?.verdict.members == [iad, ams])
        #expect(shell.plan?.interval == Policy().probeInterval)
        #expect(shell.operations == [])
        shell.pass(Policy().suspectAfter)
        shell.see(ams, primary(timeline: 5, started: 7))
        #expect(shell.status?.verdict.target == ams)
        shell = Self.missed(afterFour: Policy().suspectAfter / 4)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.verdict.target == ams)
    }

    /// An agent that did not run for eight seconds, and hears of a lone higher timeline at `ams` first.
    private static func stopped() -> ScriptedShell {
        var shell = ScriptedShell.settled()
        shell.pass(.seconds(8))
        shell.see(ams, primary(timeline: 5, started: 7))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.status?.readiness.isDegraded == true)
        #expect(shell.operations == [])
        return shell
    }

    @Test("an agent that was stopped follows no higher timeline before its primary and standbys have answered")
    func stoppedBeside() {
        var shell = Self.stopped()
        shell.see(iad, primary(lsn: 1_100))
        #expect(shell.status?.verdict.rule == .contested)
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.verdict.rule == .contested)
        #expect(!shell.operations.contains(.pause))
        #expect(shell.status?.fence?.timeline == Timeline(3))
    }

    @Test("an agent that was stopped follows a higher timeline if its primary fails or a standby follows the new one")
    func stoppedBesideTheSuccessor() {
        for failure in [ProbeFailure.down(.endOfFile), .silent(.deadline)] {
            var shell = Self.stopped()
            shell.miss(iad, failure)
            #expect(shell.status?.verdict.target == ams)
        }
        var shell = Self.stopped()
        shell.see(iad, primary(lsn: 1_100))
        shell.see(fra, standby(of: ams))
        #expect(shell.status?.verdict.target == ams)
    }

    @Test("an agent that was stopped does not pre-route before its primary has answered")
    func stoppedBesideThePromoting() {
        var shell = ScriptedShell.settled()
        shell.pass(.seconds(8))
        shell.see(fra, standby(timeline: nil, isPromoting: true))
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == [])
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.verdict.rule == .promotion)
    }

    @Test("an agent that was stopped in a hold holds until its primary has answered, and follows no other one before")
    func stoppedInAHold() {
        var shell = ScriptedShell.settled()
        shell.pass(.seconds(1))
        for (member, started) in [(fra, Int64(6)), (ams, 7)] {
            shell.see(member, primary(timeline: 4, started: started))
        }
        #expect(shell.status?.verdict.rule == .splitBrain)
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.hold.since != nil)
        shell.see(iad, primary(lsn: 1_050))
        shell.pass(.seconds(8))
        #expect(shell.status?.verdict.action == .hold)
        #expect(shell.operations == [])
        shell.see(ams, primary(timeline: 4, started: 7))
        #expect(shell.status?.verdict.action == .hold)
        #expect(shell.operations == [])
        shell.miss(iad, .down(.endOfFile))
        #expect(shell.status?.verdict.target == ams)
    }

    @Test("clients that are held in a split brain are not let through because one of the two misses a probe")
    func splitAndSilent() {
        var shell = ScriptedShell.settled()
        shell.pass(.seconds(1))
        shell.see(fra, primary(timeline: 3, lsn: 2_000, started: 6))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.hold.since != nil)
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.verdict.action == .hold)
        #expect(shell.operations == [])
    }

    @Test("a primary without standbys is held if isolated_primary = hold, until a standby is back")
    func isolated() {
        var policy = Policy()
        policy.isolatedPrimary = .hold
        var shell = ScriptedShell.settled(policy: policy)
        for member in [fra, ams] { shell.miss(member, .silent(.deadline)) }
        shell.see(iad, primary(lsn: 1_100, followers: .standbys([])))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.seconds(1))
        shell.see(iad, primary(lsn: 1_200, followers: .standbys([])))
        shell.pass(.seconds(1))
        #expect(shell.status?.verdict.rule == .isolated)
        #expect(shell.operations == [.pause])
        shell.finish()
        #expect(shell.status?.readiness.isDegraded == true)
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [.set(setting(iad, reads: iad))])
    }

    @Test("a rival on the fence's timeline is a split brain even if it was seen later")
    func laterRival() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(started: 3))
        shell.see(fra, primary(timeline: 3, started: 2))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.verdict.members == [iad, fra])
        #expect(shell.operations == [.pause])
    }

    @Test("reads do not return to a stale, dead primary, even if writes cannot be moved away from it")
    func readsAwayFromTheStale() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(fra, standby(timeline: nil, isPromoting: true))
        #expect(shell.operations == [.pause, .sever])
        shell.see(ams, primary(timeline: 4, started: 3))
        shell.see(fra, primary(timeline: 4, started: 2))
        shell.see(iad, primary(started: 9))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.fence?.owner == fra)
        let end = shell.moment + Policy().holdTimeout + Policy().holdTimeout
        var orders: [Operation] = []
        while shell.moment < end {
            for operation in shell.operations {
                orders.append(operation)
                if case .turnAway = operation { shell.finish() } else { shell.finish(.failed("read-only")) }
            }
            shell.pass(.milliseconds(500))
            shell.see(fra, primary(timeline: 4, started: 2))
            shell.see(ams, primary(timeline: 4, started: 3))
            shell.miss(iad, .down(.systemError(111)))
        }
        #expect(orders.contains(.turnAway))
        #expect(orders.contains(.unroute(reads: nil)))
        #expect(!orders.contains(.unroute(reads: iad)))
    }

    @Test("a copy on the fence's timeline without followers is no rival of a followed primary")
    func copy() {
        var shell = ScriptedShell.settled()
        shell.see(fra, primary(lsn: 5_000, started: 2))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.status?.setting?.writes.member == iad)
        #expect(shell.status?.members.first { $0.member.id == fra }?.standing == .stale)
    }

    @Test("writes are unrouted when the hold of a split brain runs out")
    func unroutesSplitBrain() {
        var shell = ScriptedShell.settled()
        shell.see(ams, standby(started: 3))
        shell.see(fra, primary(timeline: 3, started: 2))
        shell.finish()
        for _ in 0..<Policy().holdTimeout.components.seconds {
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
