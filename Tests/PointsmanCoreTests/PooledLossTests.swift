import PointsmanCore
import Testing

@Suite("Server connections lost according to PgBouncer's log")
struct PooledLossTests {
    /// Milliseconds from each event to the one before, and what each tells of.
    struct Losses: Sendable {
        let gaps: [Int64]
        var count = 1
        var connection = LostConnection.ofWrites
    }

    @Test(
        "three server connections lost within 20 ms hold clients and redial the primary",
        arguments: [
            Losses(gaps: [0, 10, 9]), Losses(gaps: [0], count: 3), Losses(gaps: [500], count: 40),
            Losses(gaps: [0, 10, 9], connection: .at(iad)),
        ])
    func together(losses: Losses) {
        var shell = ScriptedShell.settled()
        Self.lose(losses, &shell)
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.operations == [.pause])
        #expect(shell.redialled == [iad])
        shell.finish()
        shell.see(iad, primary())
        #expect(shell.operations == [.set(setting(iad, reads: fra))])
    }

    @Test(
        "fewer than three lost server connections within 20 ms change nothing",
        arguments: [Losses(gaps: [0, 0]), Losses(gaps: [0, 10, 10]), Losses(gaps: [0, 30, 30, 30])])
    func apart(losses: Losses) {
        var shell = ScriptedShell.settled()
        Self.lose(losses, &shell)
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [])
        #expect(shell.redialled == [])
    }

    @Test(
        "lost server connections of a standby hold no clients, however many",
        arguments: [LostConnection.ofReads, .at(fra), .at(ams)])
    func standby(connection: LostConnection) {
        var shell = ScriptedShell.settled()
        Self.lose(Losses(gaps: [0, 1], count: 40, connection: connection), &shell)
        shell.send(.serversLost([connection, connection, .ofWrites, .ofWrites]))
        #expect(shell.status?.verdict.rule == .route)
        #expect(shell.operations == [])
        #expect(shell.redialled == [])
    }

    @Test("lost connections of reads count as the primary's if reads are led there")
    func readsAtThePrimary() {
        var shell = ScriptedShell.settled()
        for standby in [fra, ams] { shell.miss(standby, .down(.endOfFile)) }
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.setting?.reads == iad)
        shell.send(.serversLost([.ofReads, .ofWrites, .at(iad)]))
        #expect(shell.status?.verdict.rule == .hold)
        #expect(shell.redialled == [iad])
    }

    @Test("lost server connections count for one hold only")
    func once() {
        var shell = ScriptedShell.settled()
        shell.send(.serversLost(lost(3)))
        while !shell.pending.isEmpty { shell.finish() }
        shell.see(iad, primary())
        while !shell.pending.isEmpty { shell.finish() }
        #expect(shell.status?.verdict.rule == .route)
        shell.send(.serversLost(lost(2)))
        #expect(shell.status?.verdict.rule == .route)
    }

    @Test("lost server connections do not count in a hold or before the first route")
    func inHold() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.hold(.seconds(5))))
        shell.finish()
        shell.send(.serversLost(lost(3)))
        #expect(shell.redialled == [])
        var new = ScriptedShell()
        new.send(.serversLost(lost(3)))
        #expect(new.redialled == [])
    }

    private func lost(_ count: Int) -> [LostConnection] { Self.lost(count, .ofWrites) }

    private static func lost(_ count: Int, _ connection: LostConnection) -> [LostConnection] {
        Array(repeating: connection, count: count)
    }

    private static func lose(_ losses: Losses, _ shell: inout ScriptedShell) {
        for gap in losses.gaps {
            shell.moment = shell.moment + .milliseconds(gap)
            shell.send(.serversLost(lost(losses.count, losses.connection)))
        }
    }
}
