import PointsmanCore
import Testing

@Suite("An instance that nothing answers")
struct AloneTests {
    @Test("a peer without a route is no reason to stay ready once all is silent, and DNS is asked once more")
    func aloneLater() {
        var shell = PeersTests.suspicious(fleet: 2)
        shell.pass(.milliseconds(100))
        shell.hear(.hasNone, from: PeersTests.peer)
        #expect(shell.status?.reach == .everybody)
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra), Member(id: ams)])))
        #expect(shell.lookUps.count == 1)
        shell.miss(fra, .silent(.deadline))
        shell.miss(ams, .silent(.deadline))
        #expect(shell.lookUps.count == 1)
        shell.pass(.milliseconds(500))
        shell.hear(.silence, from: PeersTests.peer)
        #expect(shell.status?.reach == .everybody)
        #expect(shell.lookUps.count == 2)
        shell.send(.discovery(.failure("no answer")))
        #expect(shell.status?.reach == .alone)
        #expect(shell.lookUps.count == 2)
    }

    @Test(
        "an instance is alone if no member, DNS server or peer answers, and any sign of life denies it",
        arguments: [nil, 0, 1, 2, 3])
    func alone(sign: Int?) {
        var shell = PeersTests.suspicious()
        shell.miss(fra, .silent(.deadline))
        shell.miss(ams, sign == 0 ? .down(.systemError(111)) : .silent(.deadline))
        if sign != 1 { shell.send(.discovery(.failure("no answer"))) }
        shell.pass(.milliseconds(500))
        shell.hear(.silence, from: PeersTests.peer)
        if sign != 3 { shell.hear(sign == 2 ? .unclear : .silence, from: PeersTests.other) }
        #expect(shell.status?.reach == (sign == nil ? .alone : .unknown))
        #expect(shell.status?.readiness.isReady == (sign != nil))
    }

    @Test(
        "an instance whose further addresses DNS names too asks none of them, and is alone if nothing else answers",
        arguments: [[0x0A00_0000, 0x0A00_0003], [0x0A00_0003, 0x0A00_0000], [0, 0x0A00_0000, 0x0A00_0003]] as [[UInt32]]
    )
    func ownAddresses(own: [UInt32]) {
        var shell = ScriptedShell.settled()
        shell.send(.fleet((0..<4).map { .v4(0x0A00_0000 + $0) }, own: own.map { .v4($0) }))
        shell.pass(.seconds(1))
        for member in [iad, fra, ams] { shell.miss(member, .silent(.deadline)) }
        #expect(Set(shell.peerQuestion?.peers ?? []) == [PeersTests.peer, PeersTests.other])
        shell.send(.discovery(.failure("no answer")))
        shell.pass(.milliseconds(500))
        for peer in [PeersTests.peer, PeersTests.other] { shell.hear(.silence, from: peer) }
        #expect(shell.status?.reach == .alone)
        #expect(shell.status?.readiness.isReady == false)
    }

    @Test(
        "an instance that was alone hears what the others see before it is ready again",
        arguments: [PeerWord.Answer.silence, .unclear])
    func heardAgain(answer: PeerWord.Answer) {
        var shell = PeersTests.suspicious()
        for member in [fra, ams] { shell.miss(member, .silent(.deadline)) }
        shell.send(.discovery(.failure("no answer")))
        shell.pass(.milliseconds(500))
        for peer in [PeersTests.peer, PeersTests.other] { shell.hear(.silence, from: peer) }
        #expect(shell.status?.reach == .alone)
        shell.pass(.milliseconds(500))
        shell.see(fra, standby(of: iad))
        #expect(shell.status?.reach == .alone)
        #expect(shell.status?.readiness.isReady == false)
        shell.hear(answer, from: PeersTests.peer)
        #expect(shell.status?.reach == .alone)
        shell.hear(answer, from: PeersTests.other)
        #expect(shell.status?.reach == .unknown)
    }

    @Test("a member that is left alone since it misbehaves does not speak against an instance being alone")
    func aloneBesideMisbehaviour() {
        var shell = PeersTests.suspicious()
        shell.miss(fra, .misbehaving(.misbehaviour(.excess)))
        shell.miss(ams, .silent(.deadline))
        shell.send(.discovery(.failure("no answer")))
        shell.pass(.milliseconds(500))
        for peer in [PeersTests.peer, PeersTests.other] { shell.hear(.silence, from: peer) }
        #expect(shell.status?.reach == .alone)
    }

    @Test("an instance without a fleet asks no peer and is not unready by silence alone")
    func withoutFleet() {
        for fleet in [0, 1] {
            var shell = PeersTests.suspicious(fleet: fleet)
            shell.miss(fra, .silent(.deadline))
            shell.miss(ams, .silent(.deadline))
            shell.send(.discovery(.failure("no answer")))
            shell.pass(.seconds(5))
            #expect(shell.peerQuestion == nil)
            #expect(shell.status?.readiness.isDegraded == true)
        }
    }
}
