import PointsmanCore
import Testing

@Suite("The standing of a member")
struct StandingRuleTests {
    struct Case: Sendable {
        var name: String
        var latest: Observation.Result?
        var fence: Fence?
        var standing: Standing

        init(_ name: String, _ report: ServerReport, _ fence: Fence?, _ standing: Standing) {
            (self.name, latest, self.fence, self.standing) = (name, .report(report), fence, standing)
        }
    }

    @Test(
        "a member's standing follows the first rule that matches",
        arguments: [
            Case("another cluster, though writable", primary(cluster: SystemIdentifier(8)), fence(), .foreign),
            Case("any cluster before one is pinned", primary(), nil, .writable),
            Case("in recovery", standby(), fence(), .standby),
            Case("in recovery on an old timeline", standby(timeline: 1), fence(), .standby),
            Case("a lower timeline", primary(timeline: 2), fence(), .stale),
            Case("a lower timeline, read-only too", primary(timeline: 2, readOnly: true), fence(), .stale),
            Case("the fence's timeline under another owner", primary(), fence(owner: fra), .stale),
            Case("the owner with less than it has shown", primary(lsn: 999), fence(), .stale),
            Case("the owner where it was", primary(), fence(), .writable),
            Case("the owner further on", primary(lsn: 2_000), fence(), .writable),
            Case("a higher timeline, at any position", primary(timeline: 4, lsn: 1), fence(owner: fra), .writable),
            Case("the owner refusing writes", primary(readOnly: true), fence(), .readOnly),
        ])
    func table(row: Case) {
        #expect(StandingRule.standing(of: iad, latest: row.latest, fence: row.fence) == row.standing, "\(row.name)")
    }

    @Test("a member without a report is unknown, with the reason")
    func unknown() {
        let failure = ProbeFailure(.deadline)
        #expect(StandingRule.standing(of: iad, latest: .failure(failure), fence: fence()) == .unknown(failure))
        #expect(StandingRule.standing(of: iad, latest: nil, fence: fence()) == .unknown(nil))
    }

    @Test("a primary that shows no timeline is stale")
    func noTimeline() {
        var report = primary()
        report.timeline = nil
        #expect(StandingRule.standing(of: iad, latest: .report(report), fence: fence()) == .stale)
    }
}

@Suite("The classification of a failed probe")
struct ProbeFailureTests {
    @Test(
        "a failed probe means down only if the server is gone or says that it goes",
        arguments: [
            ProbeFailure.Cause.sqlState("57P01"), .sqlState("57P02"), .sqlState("57P03"), .systemError(111),
            .systemError(104), .endOfFile,
        ])
    func down(cause: ProbeFailure.Cause) {
        #expect(ProbeFailure(cause) == .down(cause))
    }

    @Test(
        "a failed probe with a server's own error means blind: the server lives",
        arguments: ["53300", "28P01", "28000", "3D000", "42501", "57014"] as [SQLState])
    func blind(state: SQLState) {
        #expect(ProbeFailure(.sqlState(state)) == .blind(.sqlState(state)))
    }

    @Test("a failed probe with what no PostgreSQL does means misbehaving")
    func misbehaving() {
        let failure = ProbeFailure(.misbehaviour(.foreignState))
        #expect(failure == .misbehaving(.misbehaviour(.foreignState)))
        #expect(failure.text.hasPrefix("misbehaving (it answers"))
    }

    @Test(
        "a failed probe by silence or an unreachable host means silent",
        arguments: [ProbeFailure.Cause.deadline, .systemError(113)])
    func silent(cause: ProbeFailure.Cause) {
        #expect(ProbeFailure(cause) == .silent(cause))
    }
}

@Suite("The fence")
struct FenceTests {
    @Test("the fence rises with the timeline and names its new owner")
    func rises() {
        let raised = fence().raised(to: fra, by: primary(timeline: 4, lsn: 7))
        #expect(raised == fence(timeline: 4, owner: fra, lsn: 7, started: 1))
    }

    @Test("the fence moves to another address of its owner's run, and not to another server on its timeline")
    func otherAddress() {
        let report = primary(lsn: 1_000)
        #expect(fence().raised(to: fra, by: report, ownerIdentity: report.identity) == fence(owner: fra, started: 1))
        #expect(fence().raised(to: fra, by: report, ownerIdentity: primary(started: 7).identity) == fence())
    }

    @Test("the fence follows its owner's position")
    func follows() {
        #expect(fence().raised(to: iad, by: primary(lsn: 1_500)) == fence(lsn: 1_500, started: 1))
    }

    @Test(
        "the fence never falls, nor moves sideways or to another cluster",
        arguments: [
            (iad, primary(timeline: 2, lsn: 9_000)), (iad, primary(lsn: 10)), (fra, primary(lsn: 9_000)),
            (iad, primary(timeline: 9, cluster: SystemIdentifier(8))),
        ])
    func stays(member: MemberID, report: ServerReport) {
        #expect(fence().raised(to: member, by: report) == fence())
    }
}
