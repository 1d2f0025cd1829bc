import PointsmanCore
import Testing

@Suite("What other agents' answers prove")
struct PeersTests {
    static let peer = IPAddress.v4(0x0A00_0001)
    static let other = IPAddress.v4(0x0A00_0002)

    /// Three instances, this one's route to `iad` confirmed; then `iad` has been silent for one probe.
    static func suspicious(fleet: Int = 3, policy: Policy = Policy()) -> ScriptedShell {
        var shell = ScriptedShell.settled(policy: policy)
        if fleet > 0 { shell.send(.fleet(fleet)) }
        shell.pass(.seconds(1))
        shell.miss(iad, .silent(.deadline))
        return shell
    }

    static func route(
        to member: MemberID = iad, cluster: SystemIdentifier = ours, timeline: UInt32 = 3, age: Duration = .zero
    ) -> PeerWord.Answer {
        .routes(
            PeerRoute(member: member, systemIdentifier: cluster, timeline: Timeline(timeline), age: age))
    }

    @Test("an instance is cut off if a peer saw the primary after this one missed it")
    func cutOff() {
        var shell = Self.suspicious()
        #expect(shell.status?.readiness.isDegraded == true)
        shell.pass(.milliseconds(200))
        shell.hear(Self.route(age: .milliseconds(50)), from: Self.peer)
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
        #expect(shell.status?.readiness.isReady == false)
        shell.see(iad, primary())
        #expect(shell.status?.reach == .undisturbed)
        #expect(shell.status?.readiness == .ready)
    }

    @Test(
        "an old sight, late word, other cluster or timeline, silence, or missing route proves no cut-off",
        arguments: [
            (route(age: .milliseconds(150)), 200, .unknown),
            (route(), 99, .unknown),
            (route(cluster: SystemIdentifier(8)), 200, .unknown),
            (route(timeline: 2), 200, .unknown),
            (.silence, 200, .unknown),
            (.unclear, 200, .unknown),
            (.hasNone, 200, .everybody),
            (route(to: fra), 200, .unknown),
        ] as [(PeerWord.Answer, Int64, Reach)])
    func provesNothing(answer: PeerWord.Answer, milliseconds: Int64, reach: Reach) {
        var shell = Self.suspicious()
        let lost = shell.moment
        shell.pass(.milliseconds(300))
        shell.hear(answer, from: Self.peer, sent: lost + .milliseconds(milliseconds))
        #expect(shell.status?.reach == reach)
        #expect(shell.status?.readiness.isDegraded == true)
    }

    @Test("a peer's word from before the loss or from outside the fleet is dropped")
    func strangers() {
        var shell = Self.suspicious()
        let lost = shell.moment
        shell.pass(.milliseconds(300))
        shell.hear(Self.route(), from: Self.peer, sent: lost + .milliseconds(-1))
        shell.hear(Self.route(), from: .v4(0x0A00_0063))
        #expect(shell.status?.reach == .unknown)
    }

    @Test(
        "a peer's word that it has no route counts only if it was asked after the loss", arguments: [-1, 0] as [Int64])
    func earlier(milliseconds: Int64) {
        var shell = Self.suspicious()
        let lost = shell.moment
        shell.pass(.milliseconds(300))
        shell.hear(.hasNone, from: Self.peer, sent: lost + .milliseconds(milliseconds))
        #expect(shell.status?.reach == (milliseconds < 0 ? .unknown : .everybody))
    }

    @Test("a peer with a route outweighs one without, silence revokes nothing, and a later word does")
    func weighs() {
        var shell = Self.suspicious()
        shell.pass(.milliseconds(200))
        shell.hear(.hasNone, from: Self.other)
        shell.hear(Self.route(), from: Self.peer)
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
        shell.pass(.milliseconds(100))
        for nothing in [PeerWord.Answer.silence, .unclear] {
            shell.hear(nothing, from: Self.peer)
            #expect(shell.status?.readiness.isReady == false)
        }
        shell.pass(.milliseconds(100))
        shell.hear(.hasNone, from: Self.peer)
        #expect(shell.status?.reach == .everybody)
    }

    @Test("a peer's word that is not repeated is forgotten")
    func forgets() {
        var shell = Self.suspicious()
        shell.pass(.milliseconds(200))
        shell.hear(Self.route(), from: Self.peer)
        shell.pass(Peers.memory + .milliseconds(-1))
        #expect(shell.status?.readiness.isReady == false)
        shell.pass(.milliseconds(1))
        #expect(shell.status?.reach == .unknown)
        #expect(shell.status?.readiness.isDegraded == true)
    }

    @Test("an instance stays cut off if DNS leaves the primary out for a while and names it again")
    func namedAgain() {
        var policy = Policy()
        policy.suspectAfter = .milliseconds(500)
        var shell = Self.suspicious(policy: policy)
        let (named, rest) = ([iad, fra, ams], [fra, ams])
        shell.send(.discovery(.members(rest.map { Member(id: $0) })))
        for _ in 0..<6 {
            shell.pass(.seconds(1))
            for member in rest { shell.see(member, standby(of: iad)) }
            shell.miss(iad, .silent(.deadline))
        }
        shell.hear(Self.route(), from: Self.peer)
        #expect(shell.status?.members.map(\.member.id) == rest)
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
        shell.send(.discovery(.members(named.map { Member(id: $0) })))
        #expect(shell.status?.members.first?.standing == .unknown(nil))
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
        shell.pass(.milliseconds(500))
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
    }

    @Test("a peer's route to an unknown primary counts only after a hold long enough to discover it")
    func unknownMember() {
        var shell = Self.suspicious()
        shell.pass(.milliseconds(500))
        shell.hear(Self.route(to: lhr), from: Self.peer)
        #expect(shell.status?.reach == .unknown)
        shell.pass(.seconds(2))
        shell.hear(Self.route(to: lhr), from: Self.peer)
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: lhr))
    }

    @Test(
        "a primary that refuses this instance while a peer has a route is a cut-off, unless it lacks connections",
        arguments: [("53300", false), ("28P01", true)] as [(SQLState, Bool)])
    func blind(state: SQLState, isCutOff: Bool) {
        var shell = ScriptedShell.settled()
        shell.send(.fleet(3))
        shell.miss(iad, .blind(.sqlState(state)))
        shell.pass(.milliseconds(200))
        shell.hear(Self.route(), from: Self.peer)
        #expect(shell.status?.reach == .unknown)
        shell.miss(iad, .blind(.sqlState(state)))
        #expect(shell.status?.readiness.isReady == !isCutOff)
    }

    @Test("a resting primary is probed at once, and once a loss, when a peer has a route to it")
    func resting() {
        for isCutOff in [true, false] {
            var shell = ScriptedShell.settled()
            shell.send(.fleet(3))
            for _ in 0..<5 { shell.miss(iad, .blind(.sqlState("28P01"))) }
            shell.pass(.milliseconds(200))
            #expect(shell.plan?.rests.map(\.member) == [iad])
            shell.hear(Self.route(), from: Self.peer)
            #expect(shell.plan?.rests == [])
            #expect(shell.status?.readiness.isDegraded == true)
            guard isCutOff else {
                shell.see(iad, primary())
                #expect(shell.status?.readiness == .ready)
                continue
            }
            shell.miss(iad, .blind(.sqlState("28P01")))
            #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
            shell.hear(Self.route(), from: Self.peer)
            #expect(shell.plan?.rests.map(\.member) == [iad])
        }
    }

    @Test("a refused login proves no cut-off to a peer whose route returned later")
    func restingLater() {
        var shell = ScriptedShell.settled()
        shell.send(.fleet(3))
        for _ in 0..<5 { shell.miss(iad, .blind(.sqlState("28P01"))) }
        shell.pass(.milliseconds(200))
        shell.hear(Self.route(), from: Self.peer)
        shell.miss(iad, .blind(.sqlState("28P01")))
        #expect(shell.status?.reach == .cutOff(by: Self.peer, from: iad))
        shell.pass(.seconds(11))
        #expect(shell.status?.reach == .unknown)
        #expect(shell.plan?.rests.map(\.member) == [iad])
        shell.hear(Self.route(), from: Self.peer)
        #expect(shell.status?.reach == .unknown)
        #expect(shell.plan?.rests == [])
    }
}

extension ScriptedShell {
    mutating func hear(_ answer: PeerWord.Answer, from peer: IPAddress, sent: Instant? = nil) {
        send(.peer(PeerWord(peer: peer, sent: sent ?? moment, answer: answer)))
    }
}
