import LinuxReactor
import PointsmanLab
import TestServers

/// Where `swift test` has put the programs.
/// Runs `body` with three servers, their DNS and a real `pointsman run`, and removes them afterwards, whatever happens.
/// - Parameter place: where servers and DNS lie.
@Reactor
func withLab(at place: LabPlace = .loopback, _ body: @Reactor (LabStack) async throws -> Void) async throws {
    let lab = try TemporaryLab(agent: AgentProgram(path: "\(buildFolder)/pointsman"), at: place)
    do {
        try await lab.stack.start { _ in }
        try await body(lab.stack)
    } catch {
        await lab.remove()
        throw error
    }
    await lab.remove()
}
