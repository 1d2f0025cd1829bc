import PointsmanCore
import Testing

@Suite("A promotion that was taken back")
struct RolledBackTests {
    private static let patroni = OpinionSource(.patroni, port: 8008)
    private static let fly = OpinionSource(.fly, port: 5500)

    /// Writes had moved to `fra`, on timeline 4; now it comes back as `report` says, and `iad` is the primary on 3.
    private static func back(_ report: ServerReport, policy: Policy = Policy()) -> ScriptedShell {
        var shell = ScriptedShell.settled(policy: policy)
        let sources = policy.soughtOpinions
        for source in sources {
            for member in [iad, fra, ams] { shell.send(.source(source, at: member, .present(nil))) }
            shell.send(.opinion(Opinion(member: iad, source: source, sent: shell.moment, answer: .agrees)))
        }
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, primary(timeline: 4, lsn: 5_000, started: 2))
        for source in sources {
            shell.send(.opinion(Opinion(member: fra, source: source, sent: shell.moment, answer: .agrees)))
        }
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(iad, primary(lsn: 2_000, started: 9))
        shell.send(.linkLost(fra, .down(.endOfFile)))
        shell.finish()
        shell.see(fra, report)
        return shell
    }

    private static var lost: String {
        "\(fra), which took writes on timeline 4, is a standby now, and \(iad) takes writes on the older timeline 3"
    }

    @Test(
        "a taken-back promotion is named with its cost and command if its owner follows the older timeline",
        arguments: [standby(timeline: 3, started: 8), standby(of: iad, timeline: nil, started: 8)])
    func follows(report: ServerReport) {
        let shell = Self.back(report)
        #expect(shell.status?.verdict.rule == .rolledBack)
        #expect(shell.status?.verdict.action == .hold)
        #expect(shell.status?.verdict.members == [fra, iad])
        #expect(shell.status?.verdict.rolledBack?.evidence == .follows)
        #expect(
            shell.status?.readiness
                == .degraded(
                    "rolled back: \(Self.lost), which \(fra) follows; what was acknowledged on timeline 4 (up to 0/1388) is "
                        + "lost already: `pointsman fence adopt \(iad)`, said to each instance, lets writes go there"))
        #expect(shell.status?.fence?.timeline == Timeline(4))
    }

    @Test("a taken-back promotion counts as proven if Patroni names the primary, else it is only supposed")
    func unknown() {
        let alone = Self.back(standby(timeline: nil, started: 8))
        #expect(alone.status?.verdict.rolledBack?.evidence == RolledBack.Evidence.none)
        var policy = Policy()
        policy.soughtOpinions = [Self.patroni]
        var shell = Self.back(standby(timeline: nil, started: 8), policy: policy)
        #expect(shell.consultation?.member == iad)
        #expect(shell.consultation?.interval == .seconds(1))
        #expect(shell.status?.verdict.rule == .rolledBack)
        shell.send(.opinion(Opinion(member: iad, source: Self.patroni, sent: shell.moment, answer: .agrees)))
        #expect(shell.status?.verdict.rolledBack?.evidence == .named)
        shell.send(.opinion(Opinion(member: iad, source: Self.patroni, sent: shell.moment, answer: .refuses("no"))))
        #expect(shell.status?.verdict.rolledBack?.evidence == RolledBack.Evidence.none)
        #expect(shell.status?.readiness.reason?.hasSuffix("; no") == true)
    }

    @Test("a taken-back promotion is only supposed if one source names the primary and another refuses it")
    func refusedByAnother() {
        var policy = Policy()
        policy.soughtOpinions = [Self.patroni, Self.fly]
        var shell = Self.back(standby(timeline: nil, started: 8), policy: policy)
        shell.send(.opinion(Opinion(member: iad, source: Self.patroni, sent: shell.moment, answer: .agrees)))
        #expect(shell.status?.verdict.rolledBack?.evidence == .named)
        shell.send(.opinion(Opinion(member: iad, source: Self.fly, sent: shell.moment, answer: .refuses("no"))))
        #expect(shell.status?.verdict.rolledBack?.evidence == RolledBack.Evidence.none)
    }

    @Test(
        "a promotion is not taken back while its owner stays on its timeline, follows another or is promoted",
        arguments: [
            standby(timeline: 4, started: 8), standby(of: ams, timeline: nil, started: 8),
            standby(timeline: nil, started: 8, isPromoting: true),
        ])
    func none(report: ServerReport) {
        #expect(Self.back(report).status?.verdict.rule != .rolledBack)
    }

    @Test("a promotion is not taken back beside two older primaries or one that refuses writes")
    func others() {
        var shell = Self.back(standby(timeline: 3, started: 8))
        shell.see(ams, primary(timeline: 2, started: 7))
        #expect(shell.status?.verdict.rule == .hold)
        shell.see(ams, standby(of: iad, started: 7))
        #expect(shell.status?.verdict.rule == .rolledBack)
        shell.see(iad, primary(lsn: 2_000, started: 9, readOnly: true))
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("a taken-back promotion refuses clients after the hold, and only an operator ends it")
    func word() {
        var shell = Self.back(standby(timeline: 3, started: 8))
        while !shell.pending.isEmpty { shell.finish() }
        for _ in 0..<Policy().holdTimeout.components.seconds {
            shell.pass(.seconds(1))
            shell.see(iad, primary(lsn: 2_000, started: 9))
            shell.see(fra, standby(timeline: 3, started: 8))
            shell.see(ams, standby(of: iad, started: 3))
        }
        #expect(shell.status?.verdict.rule == .rolledBack)
        #expect(shell.status?.verdict.action == .refuse)
        while !shell.pending.isEmpty { shell.finish() }
        shell.send(.request(.adoptFence(iad)))
        #expect(shell.status?.verdict.rule == .route)
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.fence?.owner == iad)
        #expect(shell.status?.fence?.timeline == Timeline(3))
    }

    @Test("a routed primary that comes back as a standby is called demoted, not gone")
    func demoted() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        #expect(shell.status?.readiness.reason == "the primary \(iad) is gone; clients are held")
        shell.see(iad, standby(timeline: nil, started: 9))
        #expect(
            shell.status?.readiness.reason
                == "demoted: \(iad) is a standby now, no member takes writes; clients are held")
        shell.pass(Policy().holdTimeout)
        shell.see(iad, standby(timeline: nil, started: 9))
        #expect(shell.status?.verdict.rule == .unavailable)
        #expect(shell.status?.readiness.reason == "demoted: \(iad) is a standby now, no member takes writes")
    }

    @Test("a hold's age includes the time that clients waited at the server in between")
    func age() {
        var shell = ScriptedShell.settled()
        let begun = shell.moment
        shell.send(.linkLost(iad, .down(.endOfFile)))
        shell.finish()
        shell.pass(.seconds(1))
        shell.send(.passwordRequested(iad))
        while !shell.pending.isEmpty { shell.finish() }
        shell.pass(.milliseconds(700))
        shell.see(iad, standby(timeline: nil, started: 9))
        shell.finish()
        #expect(shell.status?.hold == .held(since: begun))
    }
}
