import ArgumentParser

struct Handover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End the agent and leave its pooler running, for the next agent to adopt.")

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        try await agent.command("/v1/handover")
    }
}
