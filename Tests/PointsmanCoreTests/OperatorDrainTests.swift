import PointsmanCore
import Testing

@Suite("An instance drained by an operator")
struct OperatorDrainTests {
    @Test("a drained instance is not ready, keeps serving, and is ready again after undrain")
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
