import PointsmanCore
import Testing

@Suite("A pooler that another program has changed")
struct ChangedPoolerTests {
    private typealias Sight = PoolerSight

    @Test(
        "a pooler that another program changed is set again, confirmed and reported for an hour",
        arguments: [
            Sight(console: PoolerLooks.app(), file: .another, canary: .notSent),
            Sight(console: PoolerLooks.app(.missing), canary: .notSent),
            Sight(console: PoolerLooks.app(.elsewhere(nil)), canary: .notSent),
        ])
    func mended(sight: PoolerSight) throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(sight, &shell)
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        #expect(shell.operations == [.confirm(primary().identity)])
        shell.finish()
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.notices.count == 1)
        #expect(shell.status?.notices.first?.contains("not by this agent") == true)
        for _ in 0..<3_700 {
            shell.pass(.seconds(1))
            PoolerLooks.answer(&shell)
        }
        #expect(shell.status?.notices == [])
    }

    @Test("a pooler is set again, and no operator hears of it, once members are to be led to by other names")
    func renamed() throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: PoolerLooks.app(), file: .outdated, canary: .notSent), &shell)
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        shell.finish()
        #expect(shell.status?.readiness == .ready)
        #expect(shell.status?.notices == [])
    }

    @Test("a pooler that leads writes elsewhere is held and drained before it is set again")
    func astray() throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: PoolerLooks.app(.elsewhere(ams)), canary: .notSent), &shell)
        #expect(shell.operations == [.pause])
        shell.finish()
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
        shell.finish()
        shell.finish()
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a pooler that comes back leading elsewhere is held and set again")
    func backAstray() {
        var shell = ScriptedShell.settled()
        shell.send(.pooler(.down("gone")))
        shell.send(.pooler(.up(holdsWrites: false, leadsTo: ams)))
        #expect(shell.operations == [.pause])
        shell.finish()
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test("a pooler changed before its canary returned is inspected without another canary and set again")
    func astrayUnconfirmed() throws {
        var shell = ScriptedShell.settled()
        try PoolerLooks.show(Sight(console: PoolerLooks.app(.elsewhere(nil)), canary: .notSent), &shell)
        shell.finish()
        #expect(shell.operations == [.confirm(primary().identity)])
        let before = shell.inspection?.id
        shell.finish(.failed("the canary ran out of time"))
        let look = try #require(PoolerLooks.look(&shell, after: before))
        #expect(!look.sendsCanary)
        #expect(shell.operations == [.confirm(primary().identity)])
        shell.send(.inspected(look.id, Sight(console: PoolerLooks.app(.elsewhere(nil)), canary: .notSent)))
        #expect(shell.operations.last == .set(setting(iad, reads: fra)))
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.readiness == .ready)
    }

    @Test("a pooler whose canary reaches another server is set again once a later probe shows the primary unchanged")
    func anotherServer() throws {
        var shell = ScriptedShell.settled()
        let sight = Sight(
            console: PoolerLooks.app(), canary: .reached(primary(started: 9).identity, isInRecovery: false))
        try PoolerLooks.show(sight, &shell)
        #expect(shell.operations == [])
        shell.pass(.milliseconds(100))
        PoolerLooks.answer(&shell)
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }
}
