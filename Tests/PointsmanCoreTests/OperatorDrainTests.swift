import PointsmanCore
import Testing

@Suite("An instance that an operator drains")
struct OperatorDrainTests {
    @Test("is not ready, serves on, and is ready again by his word")
    func drained() {
        var shell = ScriptedShell.settled()
        shell.send(.request(.drain))
        #expect(shell.status?.readiness == .notReady("drained by an operator"))
        #expect(shell.pending.isEmpty && shell.status?.isConfirmed == true)
        shell.send(.request(.release))
        #expect(shell.status?.isDrained == true)
        shell.send(.request(.undrain))
        #expect(shell.status?.readiness == .ready)
    }
}
