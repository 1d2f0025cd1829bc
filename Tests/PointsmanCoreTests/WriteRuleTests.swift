import PointsmanCore
import Testing

@Suite("The rules of writes")
struct WriteRuleTests {
    /// Three members that said this, one after the other: iad, fra, ams.
    struct Case: Sendable {
        var isolatedPrimary = IsolatedPrimary.warn
        var isolatedMilliseconds: Int64?
        var name: String
        var latest: [Observation.Result]
        var routed: MemberID? = iad
        var fence: Fence? = PointsmanCoreTests.fence()
        var silentMilliseconds: Int64 = 0
        var heldMilliseconds: Int64?
        var isHolding = false
        var rule: WriteRule
        var action: WriteVerdict.Action
    }

    @Test(
        "writes follow the first rule that matches",
        arguments: [
            Case(
                name: "all is well", latest: [up(primary()), up(standby()), up(standby())], rule: .route,
                action: .route(iad)),
            Case(
                name: "first start", latest: [up(primary()), up(standby()), up(standby())], routed: nil, fence: nil,
                rule: .route, action: .route(iad)),
            Case(
                name: "promoted", latest: [gone, up(primary(timeline: 4, started: 2)), up(standby())],
                heldMilliseconds: 900,
                rule: .route, action: .route(fra)),
            Case(
                name: "promoted, and the old primary is back on its old timeline",
                latest: [up(primary()), up(primary(timeline: 4, started: 2)), up(standby(of: fra))],
                fence: fence(timeline: 4, owner: fra), rule: .route, action: .route(fra)),
            Case(
                name: "only the old primary answers", latest: [up(primary()), gone, gone], routed: fra,
                fence: fence(timeline: 4, owner: fra), rule: .hold, action: .hold),
            Case(
                name: "two writable on one timeline, the first start",
                latest: [up(primary()), up(primary(started: 2)), gone], routed: nil, fence: nil,
                rule: .splitBrain, action: .hold),
            Case(
                name: "two addresses of one server", latest: [up(primary()), up(primary()), gone], routed: nil,
                fence: nil,
                rule: .route, action: .route(iad)),
            Case(
                name: "a standby follows a primary that refuses writes",
                latest: [up(primary(readOnly: true)), up(primary(timeline: 4, started: 2)), up(standby(of: iad))],
                rule: .readOnly, action: .keep),
            Case(
                name: "a standby that follows a standby speaks against nobody",
                latest: [up(primary()), up(standby(of: iad)), up(standby(of: fra))], rule: .route, action: .route(iad)),
            Case(
                name: "full disk", latest: [up(primary(readOnly: true)), up(standby()), up(standby())], rule: .readOnly,
                action: .keep),
            Case(
                name: "one probe missed", latest: [silent, up(standby()), up(standby())], silentMilliseconds: 100,
                rule: .suspect, action: .keep),
            Case(
                name: "silent for long", latest: [silent, up(standby()), up(standby())], silentMilliseconds: 3_000,
                rule: .hold, action: .hold),
            Case(
                name: "too many connections", latest: [blind, up(standby()), up(standby())], silentMilliseconds: 60_000,
                rule: .suspect, action: .keep),
            Case(
                name: "held, and what answers there now can't be probed",
                latest: [blind, up(standby()), up(standby())],
                silentMilliseconds: 60_000, heldMilliseconds: 900, isHolding: true, rule: .hold, action: .hold),
            Case(
                name: "held for too long, and what answers there now can't be probed",
                latest: [blind, up(standby()), up(standby())], silentMilliseconds: 60_000, heldMilliseconds: 30_000,
                isHolding: true, rule: .unavailable, action: .refuse),
            Case(
                name: "set and not confirmed yet, and what answers there can't be probed",
                latest: [blind, up(standby()), up(standby())], silentMilliseconds: 60_000, heldMilliseconds: 900,
                rule: .suspect, action: .keep),
            Case(
                name: "crashed, and one is being promoted", latest: [gone, up(promoting()), up(standby())],
                rule: .promotion, action: .preRoute(fra)),
            Case(
                name: "one probe missed, and one is being promoted", latest: [silent, up(standby()), up(promoting())],
                silentMilliseconds: 100, rule: .promotion, action: .preRoute(ams)),
            Case(
                name: "pre-routed there already", latest: [gone, up(promoting()), up(standby())], routed: fra,
                rule: .promotion, action: .preRoute(fra)),
            Case(
                name: "two addresses of one that is being promoted", latest: [gone, up(promoting()), up(promoting())],
                rule: .promotion, action: .preRoute(fra)),
            Case(
                name: "two are being promoted", latest: [gone, up(promoting()), up(promoting(started: 3))],
                rule: .hold, action: .hold),
            Case(
                name: "one is being promoted beside another one that has been",
                latest: [gone, up(promoting()), up(primary(timeline: 4, started: 3))], rule: .splitBrain, action: .hold),
            Case(
                name: "one is being promoted beside another one that has been, and writes go there already",
                latest: [gone, up(promoting()), up(primary(timeline: 4, started: 3))], routed: ams, rule: .route,
                action: .route(ams)),
            Case(
                name: "one is being promoted for too long", latest: [gone, up(promoting()), up(standby())],
                heldMilliseconds: 30_000, rule: .unavailable, action: .refuse),
            Case(
                name: "too many connections, and one is being promoted",
                latest: [blind, up(promoting()), up(standby())],
                silentMilliseconds: 60_000, rule: .suspect, action: .keep),
            Case(
                name: "one is being promoted beside the primary",
                latest: [up(primary()), up(promoting()), up(standby())],
                rule: .route, action: .route(iad)),
            Case(
                name: "one is being promoted at the first start", latest: [gone, up(promoting()), up(standby())],
                routed: nil, fence: nil, rule: .unavailable, action: .refuse),
            Case(name: "crashed", latest: [gone, up(standby()), up(standby())], rule: .hold, action: .hold),
            Case(
                name: "crashed for too long", latest: [gone, up(standby()), up(standby())], heldMilliseconds: 30_000,
                rule: .unavailable, action: .refuse),
            Case(
                name: "a higher timeline beside a primary that a member is shown to follow, no standby says whom",
                latest: [
                    up(primary(followers: .standbys([ams.address]))),
                    up(primary(timeline: 4, started: 2, followers: .standbys([]))), up(standby(started: 3)),
                ], rule: .contested, action: .keep),
            Case(
                name: "a higher timeline beside a primary that an archiver follows",
                latest: [
                    up(primary(followers: .standbys([nil]))),
                    up(primary(timeline: 4, started: 2, followers: .standbys([]))), gone,
                ], rule: .route, action: .route(fra)),
            Case(
                name:
                    "a higher timeline beside a primary that an archiver follows at the address of a member that is down",
                latest: [
                    up(primary(followers: .standbys([ams.address]))),
                    up(primary(timeline: 4, started: 2, followers: .standbys([]))),
                    .failure(.down(.systemError(111))),
                ], rule: .route, action: .route(fra)),
            Case(
                name: "a higher timeline beside a primary that a member follows which lets no client in",
                latest: [
                    up(primary(followers: .standbys([ams.address]))),
                    up(primary(timeline: 4, started: 2, followers: .standbys([]))),
                    .failure(.down(.sqlState("57P03"))),
                ], rule: .contested, action: .keep),
            Case(
                name: "a higher timeline beside a primary of whose followers nothing is known",
                latest: [
                    up(primary(followers: .unknown)), up(primary(timeline: 4, started: 2, followers: .standbys([]))),
                    up(standby(started: 3)),
                ], rule: .route, action: .route(fra)),
            Case(
                name: "a standby's word goes before what primaries count",
                latest: [
                    up(primary(followers: .standbys([ams.address, lhr.address]))),
                    up(primary(timeline: 4, started: 2, followers: .standbys([]))), up(standby(of: fra, started: 3)),
                ], rule: .route, action: .route(fra)),
            Case(
                name: "the first start, and standbys follow the lower timeline",
                latest: [up(primary()), up(primary(timeline: 4, started: 2)), up(standby(of: iad))], routed: nil,
                fence: nil, rule: .contested, action: .refuse),
            Case(
                isolatedMilliseconds: 1_999, name: "without its standbys for a moment",
                latest: [up(primary()), gone, gone],
                rule: .route, action: .route(iad)),
            Case(
                isolatedMilliseconds: 2_000, name: "isolated, to be warned of", latest: [up(primary()), gone, gone],
                rule: .isolated, action: .route(iad)),
            Case(
                isolatedPrimary: .hold, isolatedMilliseconds: 2_000, name: "isolated, to be held",
                latest: [up(primary()), gone, gone], rule: .isolated, action: .hold),
            Case(
                isolatedPrimary: .hold, isolatedMilliseconds: 60_000, name: "isolated, and the hold ran out",
                latest: [up(primary()), gone, gone], heldMilliseconds: 20_000, rule: .isolated, action: .refuse),
            Case(
                isolatedPrimary: .hold, isolatedMilliseconds: 60_000, name: "isolated, and its successor shows itself",
                latest: [up(primary()), up(primary(timeline: 4, started: 2)), gone], rule: .route, action: .route(fra)),
            Case(
                name: "never seen a primary", latest: [gone, gone, gone], routed: nil, fence: nil, rule: .unavailable,
                action: .refuse),
        ])
    func table(row: Case) {
        let now = Instant(nanoseconds: 100_000_000_000)
        let views = zip([iad, fra, ams], row.latest).map { member, latest in
            var view = MemberView(
                member: member, standing: StandingRule.standing(of: member, latest: latest, fence: row.fence))
            if case .report(let report) = latest {
                view.report = report
            } else {
                view.unansweredSince = now + .milliseconds(-row.silentMilliseconds)
            }
            return view
        }
        var question = WriteQuestion(
            view: ClusterView(members: views), routed: row.routed,
            heldSince: row.heldMilliseconds.map { now + .milliseconds(-$0) },
            isolatedSince: row.isolatedMilliseconds.map { now + .milliseconds(-$0) },
            isolatedPrimary: row.isolatedPrimary, moment: now, suspectAfter: .seconds(2), holdTimeout: .seconds(20))
        question.isHolding = row.isHolding
        let verdict = WriteRule.verdict(on: question)
        #expect(verdict.rule == row.rule, "\(row.name)")
        #expect(verdict.action == row.action, "\(row.name)")
    }

    private static let gone = Observation.Result.failure(ProbeFailure(.systemError(111)))
    private static let silent = Observation.Result.failure(ProbeFailure(.deadline))
    private static let blind = Observation.Result.failure(ProbeFailure(.sqlState("53300")))

    private static func promoting(started: Int64 = 2) -> ServerReport {
        standby(timeline: nil, started: started, isPromoting: true)
    }

    private static func up(_ report: ServerReport) -> Observation.Result { .report(report) }
}
