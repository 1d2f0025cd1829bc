import PointsmanCore
import Testing

@Suite("A promotion that is seen to come")
struct PromotionTests {
    private static let promoting = standby(timeline: nil, isPromoting: true)
    private static let ahead = setting(fra, timeline: 4, reads: fra)

    /// The primary has crashed, clients are held, and `fra` is seen to be promoted.
    private static func seen(_ policy: Policy = Policy()) -> ScriptedShell {
        var shell = ScriptedShell.settled(policy: policy)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(.milliseconds(900))
        shell.see(ams, standby(timeline: nil, started: 3))
        shell.see(fra, promoting)
        return shell
    }

    @Test("a seen promotion pre-routes the pooler behind a fence of the coming timeline")
    func ahead() {
        var shell = Self.seen()
        #expect(shell.status?.verdict.rule == .promotion)
        #expect(shell.operations == [.set(Self.ahead)])
        #expect(shell.plan?.awaitsPromotion == true)
        shell.finish()
        #expect(shell.operations == [])
        #expect(shell.status?.readiness.isDegraded == true)
        #expect(shell.status?.fence?.timeline == Timeline(3))
        shell.pass(.milliseconds(20))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.confirm(primary(started: 2).identity)])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.fence?.owner == fra)
    }

    @Test("a seen promotion severs open transactions of a silent primary at once")
    func silent() {
        var shell = ScriptedShell.settled()
        shell.miss(iad, .silent(.deadline))
        shell.pass(.milliseconds(500))
        shell.see(ams, standby(timeline: nil, started: 3))
        shell.see(fra, Self.promoting)
        #expect(shell.operations == [.pause, .sever])
        shell.send(.finished(shell.pending[1].id, .done))
        #expect(shell.operations.last == .set(Self.ahead))
    }

    @Test("a pre-route is held again if another standby is promoted, and moves there undrained")
    func another() {
        var shell = Self.seen()
        shell.finish()
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.operations == [.pause])
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.operations == [.pause, .sever])
        shell.send(.finished(shell.pending[1].id, .done))
        #expect(shell.operations.last == .set(setting(ams, timeline: 4, reads: ams)))
    }

    @Test("a pre-route and the old primary promoted beside it are a split brain")
    func itself() {
        var shell = Self.seen()
        shell.see(iad, standby(timeline: nil, started: 9, isPromoting: true))
        shell.see(iad, primary(timeline: 4, started: 9))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.verdict.members == [iad, fra])
    }

    @Test("a pre-route to a standby that dies is held again")
    func dies() {
        var shell = Self.seen()
        shell.finish()
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
    }

    @Test("a pre-route to a standby that died unseen keeps the old primary stale until it proves a standby")
    func diesUnseen() {
        var shell = Self.seen()
        shell.finish()
        shell.send(.linkLost(fra, .down(.endOfFile)))
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.status?.members.first?.standing == .stale)
        #expect(shell.status?.verdict.rule == .hold)
        // It is seen to be a standby still: nobody was let in.
        shell.see(fra, standby(timeline: nil, started: 10))
        #expect(shell.status?.verdict.action == .route(iad))
    }

    @Test("two primaries after a pre-route are a split brain whose fence the pre-routed one owns")
    func two() {
        var shell = Self.seen()
        shell.finish()
        shell.see(ams, primary(timeline: 4, started: 3))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.fence?.owner == fra)
        shell.send(.linkLost(fra, .down(.endOfFile)))
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("a pre-route takes reads along, so that only the canary follows")
    func reads() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, standby(timeline: nil))
        shell.see(ams, standby(timeline: nil, started: 3, isPromoting: true))
        #expect(shell.operations == [.set(setting(ams, timeline: 4, reads: ams))])
        shell.finish()
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.operations == [.confirm(primary(started: 3).identity)])
    }

    @Test("a promotion that outlasts hold_timeout refuses clients, and is routed when it is done")
    func lasts() {
        var policy = Policy()
        policy.holdTimeout = .seconds(2)
        var shell = Self.seen(policy)
        shell.finish()
        shell.pass(.milliseconds(1_100))
        #expect(shell.status?.verdict.rule == .unavailable)
        #expect(shell.operations == [.refuse])
        shell.finish()
        #expect(shell.operations == [])
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations == [.set(Self.ahead)])
    }

    @Test("a failed pre-route is judged like any other member once another primary owns the fence")
    func anotherInItsPlace() {
        var shell = Self.seen()
        shell.finish()
        shell.send(.linkLost(fra, .down(.endOfFile)))
        shell.see(ams, primary(timeline: 4, started: 3))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.fence?.owner == ams)
        shell.see(iad, standby(of: ams, timeline: 4, started: 9))
        shell.see(fra, primary(timeline: 5, started: 2))
        #expect(shell.status?.verdict.rule == .contested)
        #expect(shell.status?.fence?.owner == ams)
    }
}
