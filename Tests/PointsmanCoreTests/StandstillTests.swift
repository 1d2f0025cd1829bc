import PointsmanCore
import Testing

@Suite("The status of a conductor without progress")
struct StandstillTests {
    @Test("a conductor without progress is not ready for that reason first and gives peers an unclear answer")
    func standstill() throws {
        let status = try #require(ScriptedShell.settled().status)
        #expect(status.readiness == .ready)
        #expect(!status.isStandingStill)
        let still = status.standingStill(for: .milliseconds(4_200))
        #expect(still.isStandingStill)
        #expect(
            still.readiness == .notReady("the agent has made no progress for 4 s; what it says is older"))
        #expect(still.checks.count == status.checks.count)
        #expect(still.checks.first?.rule == .progress)
        #expect(still.readiness(without: ["progress"]) == .ready)
        #expect(still.answerToPeer(seen: .zero) == .unclear)
    }
}
