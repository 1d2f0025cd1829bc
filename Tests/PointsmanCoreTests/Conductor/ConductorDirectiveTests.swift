import PointsmanCore
import Testing

@Suite("The conductor's directives")
struct ConductorDirectiveTests {
    @Test("the conductor records a changed decision once")
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

    @Test(
        "a recorded decision names the rule whose sentence the readiness has: the first that fails, else the first that degrades"
    )
    func deciding() {
        var shell = ScriptedShell.settled()
        #expect(shell.decisions.last?.check == nil)
        shell.send(.linkLost(iad, .down(.endOfFile)))
        #expect(shell.decisions.last?.check == .decision)
        shell.send(.request(.hold(.seconds(9))))
        #expect(shell.decisions.last?.check == .heldByOperator)
        #expect(shell.decisions.last?.readiness == .degraded("held by an operator"))
        shell.send(.pooler(.down("gone")))
        #expect(shell.decisions.last?.check == .pooler)
        shell.send(.request(.drain))
        #expect(shell.decisions.last?.check == .drained)
        #expect(shell.decisions.last?.readiness == .notReady("drained by an operator"))
        #expect(shell.status?.decidingRule == .drained)
    }

    @Test("the conductor reports stopping and is not ready from then on")
    func shutdown() {
        var shell = ScriptedShell.settled()
        shell.send(.shutdown)
        #expect(shell.status?.isStopping == true)
        #expect(shell.status?.readiness == .notReady("stopping"))
    }

    @Test(
        "the conductor reports Fly's proxy, even if it stands before all members that answer, and elsewhere says nothing of it",
        arguments: [true, nil])
    func proxy(isOnFly: Bool?) {
        var shell = ScriptedShell()
        shell.send(.discovery(.members([iad, fra].map { Member(id: $0, isOnFly: isOnFly) })))
        shell.see(iad, primary())
        #expect(shell.status?.notices == [])
        shell.see(fra, primary())
        #expect(shell.status?.notices.contains { $0.contains("member_port = 5433") } == (isOnFly == true))
    }

    @Test("the conductor publishes a changed status once")
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
