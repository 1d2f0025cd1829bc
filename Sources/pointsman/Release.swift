import ArgumentParser
import PointsmanAgent
import PointsmanConfiguration

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End an operator's hold; without an agent, whatever one has left behind.",
        usage: """
            pointsman release [--config <config>] [--cluster <name>]
                   [--socket <socket>] [--timeout <seconds>]
                   [--without-agent [--set <key=value> ...]]
            """,
        discussion: """
            When the agent dies its guard ends its hold. Should both have died, --without-agent reads the configuration, \
            goes to PgBouncer's console and resumes the database for writes; it may be repeated, and refuses to work \
            behind the back of an agent that runs.
            """)

    @OptionGroup var agent: AgentSocket

    @Option(name: .long, help: ArgumentHelp("One key of [pointsman].", valueName: "key=value"))
    var set: [String] = []

    @Flag(name: .long, help: "Go to PgBouncer's console itself: no agent runs.")
    var withoutAgent = false

    func validate() throws {
        guard !withoutAgent, !set.isEmpty else { return }
        throw ValidationError("--set is for --without-agent: a running agent has its configuration")
    }

    func run() async throws {
        guard withoutAgent else { return try await agent.command("/v1/release") }
        var source = ConfigurationSource()
        source.instance = agent.instance
        source.set = set
        try source.validate()
        let configuration = try source.loaded()
        do {
            print(try await OrphanedHold(configuration).release())
        } catch let error as StartError {
            throw Exit.saying(error.description, error.code)
        }
    }
}
