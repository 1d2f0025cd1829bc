import PointsmanCore
import Testing

@Suite("The pace of a fleet")
struct FleetPaceTests {
    private static func address(_ number: Int) -> IPAddress { .v4(0x0A00_0000 + UInt32(number)) }

    /// A settled instance at `place` of a fleet of `size`.
    private static func settled(_ place: Int, of size: Int, _ change: (inout Policy) -> Void = { _ in })
        -> ScriptedShell
    {
        var policy = Policy()
        change(&policy)
        var shell = ScriptedShell.settled(policy: policy)
        shell.send(.fleet((0..<size).map(address), own: [address(place)]))
        return shell
    }

    /// Its primary's process has just died.
    private static func bereft(_ place: Int, of size: Int, _ change: (inout Policy) -> Void = { _ in }) -> ScriptedShell
    {
        var shell = settled(place, of: size, change)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        while !shell.pending.isEmpty { shell.finish() }
        return shell
    }

    private static func word(_ member: MemberID, timeline: UInt32 = 4, age: Duration = .zero) -> PeerWord.Answer {
        .routes(
            PeerRoute(member: member, systemIdentifier: ours, timeline: Timeline(timeline), age: age))
    }

    @Test(
        "a fleet asks a member no more than 500 times a second, at rest and in a burst",
        arguments: [
            (1, 1_000, 4), (2, 1_000, 4), (3, 1_000, 6), (50, 1_000, 100), (51, 1_000, 250), (1_000, 5_000, 250),
        ] as [(Int, Int64, Int64)])
    func intervals(size: Int, steady: Int64, burst: Int64) {
        func milliseconds(_ span: Duration?) -> Int64? { span.map { Int64($0 / .milliseconds(1)) } }
        #expect(milliseconds(Self.settled(0, of: size).plan?.interval) == steady)
        #expect(milliseconds(Self.bereft(0, of: size).plan?.interval) == burst)
    }

    private static func pace(_ named: [Int], own: [IPAddress]) -> FleetPace? {
        let places = FleetPlaces(named.map(address), own: own)
        return FleetPace(places.instances, own: places.own, seed: 7)
    }

    @Test("the place of an instance is that of the first of its addresses that DNS names, and it has no other")
    func placeByInterface() {
        let everywhere = IPAddress.v4(0)
        // One address of an interface, besides the one of all addresses that it listens at.
        var pace = Self.pace([1, 2, 3], own: [everywhere, Self.address(3)])
        #expect(pace?.place == 2 && pace?.size == 3)
        // Two addresses: the further one is no place, neither before nor behind.
        pace = Self.pace([1, 2, 3, 4], own: [Self.address(3), Self.address(1)])
        #expect(pace?.place == 1 && pace?.size == 3)
        pace = Self.pace([1, 2, 3, 4], own: [Self.address(9), Self.address(1), Self.address(3)])
        #expect(pace?.place == 0 && pace?.size == 3)
    }

    @Test(
        "an instance that DNS does not name has the place of its own address, or one by chance if every machine has that"
    )
    func unnamedPlace() {
        var pace = Self.pace([1, 3], own: [Self.address(2)])
        #expect(pace?.place == 1 && pace?.size == 3)
        for everywhere in ["0.0.0.0", "127.0.0.1", "::", "::1"].map({ IPAddress($0)! }) {
            pace = Self.pace([1, 2, 3], own: [everywhere])
            #expect(pace?.place == 1 && pace?.size == 3, "\(everywhere)")
        }
        pace = Self.pace([1, 2, 3], own: [])
        #expect(pace?.place == 1 && pace?.size == 3)
    }

    /// The interval of 1,000 instances at rest.
    private static let steady = Duration.seconds(5)

    @Test("an instance outside the scouts probes steadily and asks two scouts when the primary is lost")
    func others() {
        let shell = Self.bereft(123, of: 1_000)
        #expect(shell.plan?.interval == Self.steady)
        #expect(shell.plan?.awaitsPromotion == false)
        #expect(shell.plan?.watches == false)
        #expect(shell.peerQuestion?.peers == [23, 2, 124, 125].map { Self.address($0) })
        #expect(shell.peerQuestion?.interval == .milliseconds(100))
        #expect(shell.operations == [])
    }

    @Test("a scout of a large fleet asks its neighbours, and standbys tell it of their promotion")
    func scouts() {
        let shell = Self.bereft(49, of: 1_000)
        #expect(shell.plan?.awaitsPromotion == true)
        #expect(shell.plan?.watches == true)
        #expect(shell.peerQuestion?.peers == (50..<58).map { Self.address($0) })
    }

    @Test("an instance of a very large fleet asks scouts less often")
    func askers() {
        let shell = Self.bereft(9_999, of: 10_000)
        #expect(shell.peerQuestion?.interval == .microseconds(398 * 625))
    }

    @Test("instances of a large fleet dial a member that they have all lost one after the other")
    func redials() {
        for place in [100, 500, 999] {
            let shell = Self.bereft(place, of: 1_000)
            #expect(shell.plan?.rest(of: iad) == shell.moment + Self.steady * place / 1_000)
            #expect(shell.plan?.rests == [])
        }
        #expect(Self.bereft(7, of: 1_000).plan?.rest(of: iad) == nil)
    }

    @Test("reports count for longer where members are probed less often")
    func freshness() {
        var shell = Self.settled(100, of: 1_000)
        shell.pass(.seconds(5))
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.seconds(1))
        #expect(shell.status?.verdict.rule == .suspect)
    }

    @Test("a fleet that shrinks at once loses no sight of the primary that was asked by the long intervals of before")
    func shrinks() {
        var shell = Self.settled(100, of: 1_000)
        shell.pass(.seconds(4))
        shell.send(.fleet([Self.address(100)], own: [Self.address(100)]))
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.milliseconds(900))
        #expect(shell.status?.verdict.rule == .route)
        shell.pass(.milliseconds(1_200))
        #expect(shell.status?.verdict.rule == .suspect)
    }

    @Test("an instance leads its pooler to a member by the word of a scout, and confirms it by its own probe")
    func hint() {
        var shell = Self.bereft(123, of: 1_000)
        shell.pass(.milliseconds(300))
        shell.hear(Self.word(fra), from: Self.address(23))
        #expect(shell.status?.verdict.rule == .promotion)
        #expect(shell.operations == [.set(setting(fra, timeline: 4, reads: fra))])
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.operations == [])
        #expect(shell.status?.isConfirmed == false)
        #expect(shell.peerQuestion?.interval == .seconds(1) || shell.peerQuestion?.interval == .milliseconds(100))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.operations.contains(.confirm(primary(timeline: 4, started: 2).identity)))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.isConfirmed == true)
    }

    @Test(
        "an instance does not follow a scout's word if its own timeline is no lower or its own probe is later",
        arguments: [(3, .zero, false), (4, .zero, true), (4, .milliseconds(200), false)] as [(UInt32, Duration, Bool)])
    func doubtful(timeline: UInt32, age: Duration, isFollowed: Bool) {
        var shell = Self.bereft(123, of: 1_000)
        shell.pass(.milliseconds(200))
        shell.see(fra, standby(of: iad))
        shell.pass(.milliseconds(100))
        shell.hear(Self.word(fra, timeline: timeline, age: age), from: Self.address(23))
        #expect((shell.status?.verdict.rule == .promotion) == isFollowed)
        guard isFollowed else { return }
        shell.pass(.milliseconds(100))
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("an instance waits if two scouts tell of two primaries on one timeline")
    func rivals() {
        var shell = Self.bereft(123, of: 1_000)
        shell.pass(.milliseconds(300))
        shell.hear(Self.word(fra), from: Self.address(23))
        while !shell.pending.isEmpty { shell.finish() }
        shell.hear(Self.word(ams), from: Self.address(2))
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("a primary that is seen beside the member of a scout's word takes no writes until that member was seen, too")
    func seenBeside() {
        var shell = Self.bereft(123, of: 1_000)
        shell.pass(.milliseconds(300))
        shell.hear(Self.word(fra), from: Self.address(23))
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(ams, primary(timeline: 4, started: 3))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.fence?.owner == iad)
        while !shell.pending.isEmpty { shell.finish() }
        shell.pass(.milliseconds(10))
        shell.see(fra, primary(timeline: 4, started: 2))
        #expect(shell.status?.verdict.rule == .splitBrain)
        #expect(shell.status?.fence?.owner == fra)
    }

    @Test("a primary that is seen beside the member of a scout's word takes writes once that member has fallen silent")
    func silentBeside() {
        var shell = Self.bereft(123, of: 1_000)
        shell.pass(.milliseconds(300))
        shell.hear(Self.word(fra), from: Self.address(23))
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(ams, primary(timeline: 4, started: 3))
        while !shell.pending.isEmpty { shell.finish() }
        shell.miss(fra, .down(.endOfFile))
        #expect(shell.status?.verdict.target == ams)
    }

    @Test("a primary of before is refused after a pooler was led ahead by a scout's word")
    func returns() {
        var shell = Self.bereft(123, of: 1_000)
        shell.pass(.milliseconds(300))
        shell.hear(Self.word(fra), from: Self.address(23))
        while !shell.pending.isEmpty { shell.finish() }
        shell.pass(.milliseconds(100))
        shell.see(iad, primary(started: 5))
        #expect(shell.status?.members.first?.standing == .stale)
        #expect(shell.operations == [])
    }

    @Test("a small fleet leads no pooler by the word of another instance")
    func small() {
        var shell = Self.bereft(2, of: 3)
        shell.pass(.milliseconds(300))
        shell.hear(Self.word(fra), from: Self.address(0))
        #expect(shell.status?.verdict.rule == .hold)
    }

    @Test("an operator's new interval is stretched for the fleet too, and a fleet that shrinks is quick again")
    func changes() {
        var shell = Self.settled(100, of: 1_000)
        var policy = Policy()
        policy.probeInterval = .milliseconds(250)
        shell.send(.policy(policy))
        #expect(shell.plan?.interval == Self.steady)
        shell.send(.fleet(3))
        #expect(shell.plan?.interval == .milliseconds(250))
    }
}
