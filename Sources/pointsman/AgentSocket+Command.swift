import ArgumentParser
import StatusServer

extension AgentSocket {
    /// Has the agent do something and prints what it says of it; fails where it could not.
    func command(_ path: String) async throws {
        let answer = try await post(path)
        guard answer.status == 200 else {
            complain(answer.text)
            throw ExitCode(1)
        }
        print(answer.text, terminator: "")
    }
}
