import ArgumentParser

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End an operator's hold.")

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        try await agent.command("/v1/release")
    }
}
