import ArgumentParser
import StatusServer

extension AgentSocket {
    /// Sends a command to the agent and prints its answer; throws exit code 1 if the agent could not do it.
    func command(_ path: String) async throws {
        let answer = try await post(path)
        guard answer.status == 200 else {
            complain(answer.text)
            throw ExitCode(1)
        }
        print(answer.text, terminator: "")
    }
}
