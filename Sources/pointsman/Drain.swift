import ArgumentParser

struct Drain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take this instance out of traffic: it is not ready, and serves its clients on.",
        discussion: "It ends by `undrain`, and with the agent.")

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        try await agent.command("/v1/drain")
    }
}

struct Undrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End `drain`.")

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        try await agent.command("/v1/undrain")
    }
}
