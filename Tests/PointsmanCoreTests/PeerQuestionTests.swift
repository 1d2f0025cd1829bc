import PointsmanCore
import Testing

@Suite("What agents ask each other, and answer")
struct PeerQuestionTests {
    @Test("peers are asked at once when the primary is missed, then less often, and no more once it answers")
    func asks() {
        var shell = PeersTests.suspicious()
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(
            shell.peerQuestion
                == PeerQuestion(
                    peers: [PeersTests.peer, PeersTests.other], interval: .milliseconds(100),
                    timeout: .milliseconds(500)))
        shell.pass(.seconds(3))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.peerQuestion?.interval == .seconds(1))
        shell.see(iad, primary())
        #expect(shell.peerQuestion == nil)
    }

    @Test("at most eight peers are asked, those next to this instance")
    func asksFew() {
        var shell = ScriptedShell.settled()
        let addresses = (0..<20).map { IPAddress.v4(0x0A00_0000 + $0) }
        shell.send(.fleet(addresses, own: [addresses[15]]))
        shell.pass(.seconds(1))
        shell.miss(iad, .silent(.deadline))
        #expect(shell.peerQuestion?.peers == [16, 17, 18, 19, 0, 1, 2, 3].map { addresses[$0] })
    }

    @Test("an agent asked by a peer probes its members quickly for a moment")
    func looks() {
        var shell = ScriptedShell.settled()
        #expect(shell.plan?.interval == .seconds(1))
        shell.send(.askedByPeer)
        #expect(shell.plan?.interval == .milliseconds(100))
        shell.pass(.milliseconds(299))
        #expect(shell.plan?.interval == .milliseconds(100))
        shell.pass(.milliseconds(1))
        #expect(shell.plan?.interval == .seconds(1))
    }

    @Test("an agent tells peers its route while it is confirmed and seen, and that it has none while it holds")
    func tells() {
        var shell = ScriptedShell.settled()
        #expect(shell.status?.answerToPeer(seen: .milliseconds(7)) == PeersTests.route(age: .milliseconds(7)))
        #expect(shell.status?.answerToPeer(seen: nil) == .unclear)
        shell.pass(.seconds(1))
        shell.miss(iad, .silent(.deadline))
        #expect(shell.status?.answerToPeer(seen: .zero) == .unclear)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.status?.answerToPeer(seen: .zero) == .hasNone)
    }
}
