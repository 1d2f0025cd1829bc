import PointsmanCore
import Testing

@Suite("DNS while a primary is missed")
struct EagerDiscoveryTests {
    @Test("DNS is asked at once when the primary is lost, within probe_timeout and once a loss")
    func lookUp() {
        var shell = PeersTests.suspicious()
        #expect(shell.lookUps == [Policy().probeTimeout])
        shell.miss(fra, .silent(.deadline))
        shell.pass(.seconds(1))
        #expect(shell.lookUps.count == 1)
        shell.see(iad, primary())
        shell.miss(iad, .silent(.deadline))
        #expect(shell.lookUps.count == 2)
    }

    @Test("DNS is asked every 250 ms while clients wait for a primary, and by its answers' lifetime otherwise")
    func eagerDiscovery() {
        var shell = ScriptedShell.settled()
        #expect(shell.discoveryInterval == nil)
        shell.pass(.seconds(1))
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.operations == [.pause])
        #expect(shell.discoveryInterval == .milliseconds(250))
        shell.finish()
        shell.send(.discovery(.members([Member(id: lhr)])))
        #expect(shell.discoveryInterval == .milliseconds(250))
        shell.see(lhr, primary(timeline: 4))
        #expect(shell.discoveryInterval == nil)
        shell.send(.linkLost(lhr, .down(.endOfFile)))
        shell.pass(Policy().holdTimeout + .seconds(1))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.discoveryInterval == nil)
        var policy = Policy()
        policy.asksDNS = false
        var listed = ScriptedShell.settled(policy: policy)
        listed.send(.linkLost(iad, .down(.endOfFile)))
        #expect(listed.operations == [.pause] && listed.discoveryInterval == nil)
    }

    @Test("DNS silence does not count if members are listed and not looked up")
    func listed() {
        var policy = Policy()
        policy.asksDNS = false
        var shell = PeersTests.suspicious(fleet: 2, policy: policy)
        shell.miss(fra, .silent(.deadline))
        shell.miss(ams, .silent(.deadline))
        shell.pass(.milliseconds(500))
        shell.hear(.silence, from: PeersTests.peer)
        #expect(shell.status?.reach == .alone)
        #expect(shell.lookUps.isEmpty)
    }
}
