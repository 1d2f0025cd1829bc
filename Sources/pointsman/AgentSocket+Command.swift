import ArgumentParser
import StatusServer

extension AgentSocket {
    /// Sends a command to the agent and prints its answer; throws exit code 1 if the agent could not do it.
    func command(_ path: String) async throws {
        print(try await words(of: path), terminator: "")
    }

    /// Has the agent do something and returns what it says of it; fails where it could not.
    /// - Parameter standard: how many seconds to wait for an answer if --timeout does not say.
    func words(of path: String, within standard: Double = 60) async throws -> String {
        let answer = try await post(path, within: standard)
        guard answer.status == 200 else {
            complain(answer.text)
            throw ExitCode(1)
        }
        return answer.text
    }
}
