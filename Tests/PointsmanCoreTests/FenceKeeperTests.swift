import PointsmanCore
import Testing

@Suite("The fence keeper")
struct FenceKeeperTests {
    private static let start = Instant(nanoseconds: 0)

    private static var withoutTimeline: ServerReport {
        var report = primary()
        report.timeline = nil
        return report
    }

    /// What `member` said, and nobody else.
    private static func seen(_ member: MemberID, _ report: ServerReport) -> Sightings {
        var sightings = Sightings()
        sightings.take(Observation(member: member, sent: start, result: .report(report)), at: start)
        return sightings
    }

    /// One whose fence, `iad` on timeline 3, was saved at the start.
    private static func kept(_ counter: inout OperationCounter) throws -> FenceKeeper {
        var keeper = FenceKeeper(nil)
        keeper.take(.adoptFence(iad), seen(iad, primary()))
        let save = try #require(keeper.advance(at: start, counter: &counter))
        keeper.finish(save.id, .done, at: start)
        return keeper
    }

    @Test(
        "the fence keeper saves another owner, timeline, cluster or run at once",
        arguments: [
            (fra, primary()), (iad, primary(timeline: 4)), (iad, primary(cluster: SystemIdentifier(8))),
            (iad, primary(started: 5)),
        ])
    func history(member: MemberID, report: ServerReport) throws {
        var counter = OperationCounter()
        var keeper = try Self.kept(&counter)
        keeper.take(.adoptFence(member), Self.seen(member, report))
        let save = keeper.advance(at: Self.start + .milliseconds(1), counter: &counter)
        #expect(save?.operation == .save(keeper.fence))
        #expect(keeper.fence?.owner == member)
    }

    @Test("the fence keeper saves its owner's progress ten seconds after the last save")
    func progress() throws {
        var counter = OperationCounter()
        var keeper = try Self.kept(&counter)
        keeper.take(.adoptFence(iad), Self.seen(iad, primary(lsn: 2_000)))
        #expect(keeper.advance(at: Self.start + .milliseconds(9_999), counter: &counter) == nil)
        let save = keeper.advance(at: Self.start + .seconds(10), counter: &counter)
        #expect(save?.operation == .save(fence(lsn: 2_000, started: 1)))
    }

    @Test("the fence keeper saves the first progress after a start at once")
    func firstProgress() {
        var counter = OperationCounter()
        var keeper = FenceKeeper(fence(started: 1))
        keeper.take(.adoptFence(iad), Self.seen(iad, primary(lsn: 2_000)))
        #expect(keeper.advance(at: Self.start, counter: &counter)?.operation == .save(fence(lsn: 2_000, started: 1)))
    }

    @Test("the fence keeper does not save what the disk already has")
    func saved() {
        var counter = OperationCounter()
        var keeper = FenceKeeper(fence())
        #expect(keeper.advance(at: Self.start, counter: &counter) == nil)
    }

    @Test("the fence keeper waits for a save to end before the next one")
    func oneAtATime() throws {
        var counter = OperationCounter()
        var keeper = FenceKeeper(nil)
        keeper.take(.adoptFence(iad), Self.seen(iad, primary()))
        let first = try #require(keeper.advance(at: Self.start, counter: &counter))
        keeper.take(.adoptFence(fra), Self.seen(fra, primary()))
        #expect(keeper.advance(at: Self.start, counter: &counter) == nil)
        keeper.finish(first.id, .done, at: Self.start)
        #expect(keeper.advance(at: Self.start, counter: &counter)?.operation == .save(fence(owner: fra, started: 1)))
    }

    @Test("the fence keeper ignores another operation's outcome while it saves")
    func otherOutcome() throws {
        var counter = OperationCounter()
        var keeper = FenceKeeper(nil)
        keeper.take(.adoptFence(iad), Self.seen(iad, primary()))
        let save = try #require(keeper.advance(at: Self.start, counter: &counter))
        keeper.finish(OperationID(99), .failed("no"), at: Self.start)
        #expect(keeper.retryAt == nil)
        keeper.finish(save.id, .failed("no"), at: Self.start)
        #expect(keeper.retryAt == Self.start + .seconds(1))
    }

    @Test(
        "the fence keeper adopts no standby, no member without a timeline and none that was never seen",
        arguments: [(iad, standby(of: fra)), (iad, withoutTimeline), (fra, primary())])
    func adoptsPrimariesOnly(seen: MemberID, report: ServerReport) {
        var keeper = FenceKeeper(fence(owner: ams))
        keeper.take(.adoptFence(iad), Self.seen(seen, report))
        #expect(keeper.fence == fence(owner: ams))
    }

    @Test(
        "adopting a member passes over higher primaries of the cluster and a higher former owner",
        arguments: [
            (primary(timeline: 4, started: 8), nil, [8]), (primary(timeline: 3, started: 8), nil, []),
            (primary(timeline: 4, cluster: SystemIdentifier(9), started: 8), nil, []),
            (standby(timeline: 4, started: 8), nil, []), (withoutTimeline, nil, []),
            (standby(), fence(timeline: 5, started: 7), [7]), (standby(), fence(timeline: 5), []),
            (standby(), fence(timeline: 3, started: 7), []),
            (primary(timeline: 5, started: 8), fence(timeline: 5, started: 8), [8]),
        ] as [(ServerReport, Fence?, [Int64])])
    func passesOver(other: ServerReport, old: Fence?, disowned: [Int64]) {
        var sightings = Self.seen(iad, primary())
        sightings.take(Observation(member: fra, sent: Self.start, result: .report(other)), at: Self.start)
        var keeper = FenceKeeper(old)
        keeper.take(.adoptFence(iad), sightings)
        #expect(keeper.fence?.disownedMicroseconds == disowned)
        #expect(keeper.fence?.owner == iad)
    }

    @Test("the fence keeper saves at once that a member is passed over")
    func passesOverAnother() throws {
        var counter = OperationCounter()
        var keeper = try Self.kept(&counter)
        var sightings = Self.seen(iad, primary())
        sightings.take(
            Observation(member: fra, sent: Self.start, result: .report(primary(timeline: 4, started: 8))),
            at: Self.start)
        keeper.take(.adoptFence(iad), sightings)
        let save = keeper.advance(at: Self.start + .milliseconds(1), counter: &counter)
        #expect(save?.operation == .save(keeper.fence))
    }

    @Test(
        "an operator's hold and release leave the fence alone",
        arguments: [OperatorRequest.hold(.seconds(1)), .release])
    func otherRequests(request: OperatorRequest) {
        var keeper = FenceKeeper(fence())
        keeper.take(request, Self.seen(fra, primary()))
        #expect(keeper.fence == fence())
    }

    @Test(
        "the fence keeper starts pre-routed only if the pooler leads to a higher timeline",
        arguments: [(2, false), (3, false), (4, true)])
    func ahead(timeline: UInt32, isAhead: Bool) {
        let led = WriteRoute(member: fra, systemIdentifier: ours, timeline: Timeline(timeline))
        #expect((FenceKeeper(fence(), led: led).preRouted != nil) == isAhead)
    }

    @Test(
        "the fence keeper stays pre-routed if a server of another cluster answers there, not if one of ours does",
        arguments: [true, false])
    func strangerAtTheSuccessor(isOurs: Bool) {
        let led = WriteRoute(member: fra, systemIdentifier: ours, timeline: Timeline(4))
        var keeper = FenceKeeper(fence(), led: led)
        var report = primary(timeline: 3, started: 9)
        if !isOurs {
            report.identity = ServerIdentity(systemIdentifier: SystemIdentifier(8_000), startedMicroseconds: 9)
        }
        keeper.reconsider(Self.seen(fra, report), members: [iad, fra])
        #expect((keeper.preRouted == nil) == isOurs)
        #expect(keeper.fence == fence())
    }

    @Test("the fence keeper notes the other addresses at which its owner's server answers")
    func addresses() {
        var keeper = FenceKeeper(fence(started: 1))
        for other in [fra, ams] {
            let view = ClusterView(
                members: [iad, other].map { MemberView(member: $0, standing: .writable, report: primary()) },
                fence: keeper.fence)
            keeper.follow(WriteVerdict(rule: .route, action: .route(iad), members: [iad]), view)
            #expect(keeper.fence?.ownerAddresses == [other])
        }
    }
}
