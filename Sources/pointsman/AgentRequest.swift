import ArgumentParser

/// A subcommand that sends one request to the agent and prints its answer.
protocol AgentRequest: AsyncParsableCommand {
    /// The path of the request at the control socket.
    static var path: String { get }
    var agent: AgentSocket { get }
}

extension AgentRequest {
    func run() async throws {
        try await agent.command(Self.path)
    }
}
