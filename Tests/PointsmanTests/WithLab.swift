import LinuxReactor
import PointsmanLab
import TestServers

/// Runs `body` with three servers, their DNS and a real `pointsman run`, and removes them afterwards, whatever happens.
/// - Parameters:
///   - place: where servers and DNS lie.
///   - keys: further lines of the agent's configuration.
@Reactor
func withLab(
    at place: LabPlace = .loopback, keys: [String] = [], _ body: @Reactor (LabStack) async throws -> Void
) async throws {
    let lab = try TemporaryLab(agent: AgentProgram(path: "\(buildFolder)/pointsman", keys: keys), at: place)
    do {
        try await lab.stack.start { _ in }
        try await body(lab.stack)
    } catch {
        await lab.remove()
        throw error
    }
    await lab.remove()
}
