import PointsmanCore
import Testing

@Suite("Members that misbehave")
struct MisbehavingMemberTests {
    private static let garbled = ProbeFailure(.misbehaviour(.garbled))

    /// Lets time pass in which the others answer.
    private func live(_ shell: inout ScriptedShell, for duration: Duration) {
        let end = shell.moment + duration
        while shell.moment < end {
            shell.pass(.seconds(1))
            shell.see(iad, primary())
            shell.see(ams, standby(of: iad, started: 3))
        }
    }

    /// The pauses of `fra` after each of `count` misdeeds, each as soon as the pause before allows.
    private func misbehave(_ shell: inout ScriptedShell, times count: Int) -> [Duration] {
        (0..<count).map { _ in
            live(&shell, for: shell.plan?.interval(of: fra) ?? .zero)
            shell.miss(fra, Self.garbled)
            return shell.plan?.pauses.first?.interval ?? .zero
        }
    }

    @Test("a misbehaving member is probed ever less often, at most each minute, and others as before")
    func pauses() {
        var shell = ScriptedShell.settled()
        #expect(misbehave(&shell, times: 8) == [0, 5, 10, 20, 40, 60, 60, 60].map { .seconds($0) })
        #expect(shell.plan?.pauses.map(\.member) == [fra])
        #expect(shell.plan?.interval(of: iad) == Policy().probeInterval)
        #expect(shell.plan?.interval(of: fra) == .seconds(60))
        #expect(shell.status?.readiness.isReady == true)
        #expect(shell.status?.setting?.writes.member == iad)
    }

    @Test("a misbehaving member is probed every 5 s while writes have no home")
    func whileLooking() {
        var shell = ScriptedShell.settled()
        _ = misbehave(&shell, times: 6)
        shell.miss(iad, ProbeFailure(.systemError(111)))
        #expect(shell.plan?.interval == Policy().burstInterval)
        #expect(shell.plan?.interval(of: fra) == .seconds(5))
    }

    @Test(
        "a misbehaving standby loses reads unless the primary is silent",
        arguments: [ProbeFailure(.sqlState("53300")), .silent(.deadline)])
    func reads(failure: ProbeFailure) {
        var shell = ScriptedShell.settled()
        #expect(shell.status?.setting?.reads == fra)
        shell.miss(iad, failure)
        shell.miss(fra, Self.garbled)
        #expect(shell.status?.verdict.rule == .suspect)
        #expect(shell.operations == (failure == .silent(.deadline) ? [] : [.set(setting(iad, reads: ams))]))
    }

    @Test("a misbehaving member is forgiven after three good minutes, not after one good answer")
    func forgiven() {
        var shell = ScriptedShell.settled()
        #expect(misbehave(&shell, times: 4).last == .seconds(20))
        shell.see(fra, standby(of: iad))
        #expect(shell.plan?.pauses == [])
        #expect(misbehave(&shell, times: 1) == [.seconds(40)])
        shell.see(fra, standby(of: iad))
        live(&shell, for: .seconds(180))
        #expect(misbehave(&shell, times: 2) == [.zero, .seconds(5)])
    }

    @Test("a misdeed on an idle link counts as one")
    func unasked() {
        var shell = ScriptedShell.settled()
        shell.send(.linkLost(fra, Self.garbled))
        shell.send(.linkLost(fra, Self.garbled))
        #expect(shell.plan?.interval(of: fra) == .seconds(5))
    }

    @Test("a misbehaving primary keeps the write route as long as a silent one does")
    func routed() {
        var shell = ScriptedShell.settled()
        shell.miss(iad, Self.garbled)
        #expect(shell.operations == [])
        shell.pass(Policy().suspectAfter)
        #expect(shell.operations == [.pause])
        #expect(
            shell.status?.members.first { $0.member.id == iad }?.standing.text.hasPrefix("misbehaving") == true)
    }
}
