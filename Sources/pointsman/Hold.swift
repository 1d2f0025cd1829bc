import ArgumentParser
import PointsmanConfiguration

struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold clients of the write route in the pooler, once open transactions have ended.",
        usage: """
            pointsman hold [--for <duration>] [--config <config>] [--cluster <name>]
                   [--socket <socket>] [--timeout <seconds>]
            """,
        discussion: "It ends by itself: after --for, at the latest after hold_timeout.")

    @Option(
        name: .customLong("for"), help: ArgumentHelp("How long, such as 5s; else hold_timeout.", valueName: "duration"))
    var duration: String?

    @OptionGroup var agent: AgentSocket

    func run() async throws {
        var path = "/v1/hold"
        if let duration {
            guard let parsed = try? Quantity.duration(duration) else {
                throw ValidationError("--for \(duration): a number with a unit is expected, such as 500ms, 5s or 1min")
            }
            path +=
                "?milliseconds=\(parsed.components.seconds * 1_000 + parsed.components.attoseconds / 1_000_000_000_000_000)"
        }
        try await agent.command(path)
    }
}
