import PointsmanCore
import Testing

@Suite("The conductor's fence")
struct ConductorFenceTests {
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

    @Test("a fence owner that comes back with less than it showed while read-only gets no writes")
    func restoredFromReadOnly() {
        var shell = ScriptedShell.settled()
        shell.see(iad, primary(lsn: 2_000, readOnly: true))
        #expect(shell.status?.fence?.lsn == LSN(bytes: 2_000))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.status?.members.first { $0.member.id == iad }?.standing == .stale)
        #expect(shell.status?.verdict.rule == .hold)
    }

    /// An agent that begins beside `iad`, back on timeline 3; the last one had led the pooler to `fra` on timeline 4, and the
    /// disk does not know what came of it.
    private static func preRouted(cluster: SystemIdentifier = ours, started: Int64 = 9) -> ScriptedShell {
        let led = WriteRoute(member: fra, systemIdentifier: cluster, timeline: Timeline(4))
        var shell = ScriptedShell(fence: PointsmanCoreTests.fence(started: 1), led: led)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: fra)))
        shell.see(iad, primary(started: started))
        return shell
    }

    @Test("no member below the timeline that an earlier agent pre-routed to gets writes")
    func preRouted() {
        var shell = Self.preRouted()
        shell.miss(fra, .init(.systemError(111)))
        #expect(shell.status?.members.first { $0.member.id == iad }?.standing == .stale)
        #expect(shell.status?.verdict.rule == .hold)
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.target == fra)
        #expect(shell.status?.fence?.timeline == Timeline(4))
    }

    @Test("a found pre-route counts even if PgBouncer answers before DNS")
    func preRoutedBeforeDiscovery() {
        let led = WriteRoute(member: fra, systemIdentifier: ours, timeline: Timeline(4))
        var shell = ScriptedShell(fence: PointsmanCoreTests.fence(started: 1), led: led)
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: fra)))
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary(started: 9))
        shell.miss(fra, .init(.systemError(111)))
        #expect(shell.status?.verdict.target == nil)
    }

    @Test("a found pre-route ends when its member is no longer one")
    func preRoutedToOneThatIsGone() {
        var shell = Self.preRouted()
        shell.miss(fra, .init(.systemError(111)))
        shell.send(.discovery(.members([Member(id: iad)])))
        shell.see(iad, primary(started: 9))
        #expect(shell.status?.verdict.target == nil)
        shell.pass(Policy().patience)
        shell.see(iad, primary(started: 9))
        #expect(shell.status?.verdict.target == iad)
    }

    @Test("a found pre-route is forgotten if the promotion failed or another cluster was meant")
    func preRoutedInVain() {
        var shell = Self.preRouted()
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.verdict.target == iad)
        shell = Self.preRouted()
        shell.see(fra, primary(timeline: 3, started: 2))
        #expect(shell.status?.fence?.owner == iad)
        shell = Self.preRouted(cluster: SystemIdentifier(8))
        shell.miss(fra, .init(.systemError(111)))
        #expect(shell.status?.verdict.target == iad)
    }

    @Test("a found pre-route ends when an operator adopts the fence's owner again")
    func preRoutedUntilHisWord() {
        var shell = Self.preRouted(started: 1)
        shell.miss(fra, .init(.systemError(111)))
        #expect(shell.status?.verdict.target == nil)
        shell.send(.request(.adoptFence(iad)))
        #expect(shell.status?.fence == PointsmanCoreTests.fence(started: 1))
        #expect(shell.status?.verdict.target == iad)
    }

    /// The members restored to timeline 1, `iad` adopted by an operator beside `fra`, a clone on timeline 2.
    private static func restored() -> ScriptedShell {
        var shell = ScriptedShell.settled()
        for member in [iad, ams] { shell.send(.linkLost(member, .down(.endOfFile))) }
        shell.finish()
        shell.see(fra, primary(timeline: 2, started: 9))
        shell.see(iad, primary(timeline: 1, lsn: 5, started: 8))
        shell.send(.request(.adoptFence(iad)))
        return shell
    }

    @Test("a clone on a higher timeline is not followed after an operator adopted a restored primary")
    func keepsToTheWord() {
        var shell = Self.restored()
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [.set(setting(iad, timeline: 1, reads: iad))])
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(fra, primary(timeline: 2, started: 9))
        #expect(shell.status?.verdict.target == iad)
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.members.first { $0.member.id == fra }?.standing == .stale)
    }

    @Test("a passed-over clone is not followed after the agent's restart, unless an operator adopts it")
    func outlivesTheAgent() throws {
        let saved = try #require(Self.restored().saved.last)
        var shell = ScriptedShell(fence: saved)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.send(.pooler(.up(holdsWrites: false)))
        shell.see(fra, primary(timeline: 2, started: 9))
        shell.see(iad, primary(timeline: 1, lsn: 5, started: 8))
        #expect(shell.status?.verdict.target == iad)
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.request(.adoptFence(fra)))
        #expect(shell.status?.verdict.target == fra)
        #expect(shell.status?.fence?.disownedMicroseconds == [])
    }

    @Test("a passed-over clone is no rival of a member promoted to its timeline, but its later run is")
    func promotedBeside() {
        var shell = Self.restored()
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.see(ams, primary(timeline: 2, started: 3))
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.status?.verdict.target == ams)
        #expect(shell.status?.fence?.disownedMicroseconds == [9, 1])
        shell.see(fra, primary(timeline: 2, lsn: 9_000, started: 10))
        #expect(shell.status?.verdict.rule == .splitBrain)
    }

    @Test("a fence that could not be saved is saved again after a second")
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

    @Test("a reset fence is forgotten, also on disk, until a primary is seen")
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

    @Test("the fence notes the new run of a primary that restarted in place")
    func startedAgain() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(iad, primary(lsn: 1_500, started: 9))
        #expect(shell.status?.fence == PointsmanCoreTests.fence(lsn: 1_500, started: 9))
        #expect(shell.saved.last == shell.status?.fence)
    }

    @Test("the fence rises with its owner's timeline in the same run")
    func ownerRises() {
        var shell = ScriptedShell.settled()
        shell.see(iad, primary(timeline: 4, lsn: 1_500))
        #expect(shell.status?.fence == PointsmanCoreTests.fence(timeline: 4, lsn: 1_500, started: 1))
    }

    @Test("the fence does not rise with an owner that came back as a standby")
    func ownerFollows() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        var report = standby(of: fra, started: 9)
        report.lsn = LSN(bytes: 5_000)
        shell.see(iad, report)
        #expect(shell.status?.fence?.lsn == LSN(bytes: 1_000))
    }

    @Test("an operator's adopt of a server that is no member is ignored")
    func adoptsMembersOnly() {
        var shell = ScriptedShell.settled()
        shell.see(lhr, primary(timeline: 4, started: 8))
        shell.send(.request(.adoptFence(lhr)))
        #expect(shell.status?.fence?.owner == iad)
    }
}
