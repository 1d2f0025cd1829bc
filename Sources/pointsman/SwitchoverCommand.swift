import ArgumentParser
import PointsmanConfiguration
import StatusServer

struct SwitchoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switchover",
        abstract: "Hold the whole fleet for a planned move of the primary, so that no transaction fails.",
        discussion: """
            Pointsman promotes no server. `prepare` ends with 0 once every instance holds its clients and nothing is open on the \
            primary: then stop that, promote another member by your own means, and say `finish`. Every instance needs \
            fleet_secret_file. finish and abort may be said to any instance.
            """,
        subcommands: [Prepare.self, Finish.self, Abort.self])

    struct Prepare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have every instance drain and hold; ends with 0 once all do, else with nothing held.")

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp(
                "How long clients are held at most, such as 20s; else hold_timeout.", valueName: "duration"))
        var duration: String?

        @Option(
            name: .long,
            help: ArgumentHelp(
                "How long to wait for transactions that are open for longer than drain_timeout; else they refuse the move.",
                valueName: "duration"))
        var wait: String?

        @OptionGroup var agent: AgentSocket

        func run() async throws {
            let span = try duration.map { try Self.parsed($0, "--for") }
            if let wait { try await waitForTransactions(try Self.parsed(wait, "--wait")) }
            try await agent.command("/v1/switchover/prepare" + (span.map { "?milliseconds=\(milliseconds($0))" } ?? ""))
        }

        /// Waits for open transactions, and prints which ones whenever they change.
        private func waitForTransactions(_ limit: Duration) async throws {
            let deadline = ContinuousClock.now + limit
            var told = ""
            while ContinuousClock.now < deadline {
                let answer = try await agent.post("/v1/switchover/transactions")
                guard answer.status != 200 else { return }
                let pids = answer.text.split(separator: "\n").filter { $0.hasPrefix("  pid ") }
                guard !pids.isEmpty else { return }
                let names = pids.map { $0.prefix { $0 != "," } }.joined()
                if names != told { print("waiting for\n\(pids.joined(separator: "\n"))") }
                told = names
                try await Task.sleep(for: .milliseconds(250))
            }
        }

        private func milliseconds(_ span: Duration) -> Int64 {
            span.components.seconds * 1_000 + span.components.attoseconds / 1_000_000_000_000_000
        }

        private static func parsed(_ text: String, _ option: String) throws -> Duration {
            guard let parsed = try? Quantity.duration(text) else {
                throw ValidationError("\(option) \(text): a number with a unit is expected, such as 500ms, 5s or 1min")
            }
            return parsed
        }
    }

    struct Finish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the move is done; without a new primary clients go back to the old one.")

        @OptionGroup var agent: AgentSocket

        func run() async throws {
            try await agent.command("/v1/switchover/finish")
        }
    }

    struct Abort: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give the move up, and let clients go on.")

        @OptionGroup var agent: AgentSocket

        func run() async throws {
            try await agent.command("/v1/switchover/abort")
        }
    }
}
