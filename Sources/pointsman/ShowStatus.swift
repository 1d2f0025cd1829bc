import ArgumentParser
import StatusServer

struct ShowStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where writes and reads go, and why.",
        discussion: "The exit code is 0 where the instance is ready and 1 where it is not.")

    @OptionGroup var agent: AgentSocket

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let answer = try await agent.get(json ? "/v1/status" : "/v1/status?format=table")
        print(answer.text, terminator: "")
        if try await agent.get("/readyz").status != 200 { throw ExitCode(1) }
    }
}
