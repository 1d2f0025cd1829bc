import PointsmanCore
import Testing

@Suite("What the conductor tells")
struct ConductorDirectiveTests {
    @Test("a change of mind, once")
    func decisions() {
        var shell = ScriptedShell.settled()
        #expect(shell.decisions.last?.verdict.rule == .route)
        #expect(shell.decisions.last?.readiness == .ready)
        let before = shell.decisions
        shell.see(iad, primary(lsn: 2_000))
        #expect(shell.decisions == before)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.decisions.count == before.count + 1)
        #expect(shell.decisions.last?.verdict.rule == .hold)
    }

    @Test("that it stops, and is not ready from then on")
    func shutdown() {
        var shell = ScriptedShell.settled()
        shell.send(.shutdown)
        #expect(shell.status?.isStopping == true)
        #expect(shell.status?.readiness == .notReady("stopping"))
    }

    @Test("a proxy, also where it stands in front of all that answers")
    func proxy() {
        var shell = ScriptedShell()
        shell.send(.discovery(.members([Member(id: iad), Member(id: fra)])))
        shell.see(iad, primary())
        #expect(shell.status?.notices == [])
        shell.see(fra, primary())
        #expect(shell.status?.notices.first?.contains("member_port = 5433") == true)
    }

    @Test("that the status is another one, once")
    func publishes() {
        var shell = ScriptedShell.settled()
        let before = shell.published
        shell.see(iad, primary(lsn: 2_000))
        #expect(shell.published == before + 1)
        shell.see(iad, primary(lsn: 2_000))
        shell.send(.pooler(.up(holdsWrites: false)))
        #expect(shell.published == before + 1)
    }
}
