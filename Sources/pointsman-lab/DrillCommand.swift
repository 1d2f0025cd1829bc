import ArgumentParser
import Glibc
import LinuxReactor
import PointsmanLab

struct DrillCommand: AsyncParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case planned, crash, flap

        var scenario: Scenario {
            switch self {
            case .planned: .planned
            case .crash: .crash
            case .flap: .flap
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Moves or breaks the primary under writers, measures what they saw and checks the ledger.",
        discussion: """
            planned stops the primary in order and promotes the candidate; crash kills the primary, and the candidate \
            is promoted 1 to 2 seconds later; flap kills the primary and starts it again in place. Uses the lab that \
            is up in the folder, else one of its own, which is removed afterwards.
            """)

    @OptionGroup var options: LabOptions

    @Argument(help: "\(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    var kind: Kind

    @Option(help: "How often.")
    var runs = 1

    @Option(help: "Writers, without the two clients that connect anew each time.")
    var writers = 16

    @Flag(help: "One JSON object a run on a line of its own; a summary follows where there are several.")
    var json = false

    func validate() throws {
        guard runs > 0, writers > 0 else { throw ValidationError("--runs and --writers count from 1") }
    }

    func run() async throws {
        try await Reactor.run { () async throws in
            let isJSON = json
            let story = { (line: String) in if !isJSON { Output.line(line) } }
            if let stack = try options.stackIfUp() {
                try await stack.start { _ in }
                return try await drill(on: stack, story)
            }
            let lab = try TemporaryLab(agent: try options.program())
            let guardian = Task { @Reactor in await lab.removeOnSignal() }
            defer { guardian.cancel() }
            do {
                try await lab.stack.start(story)
                try await drill(on: lab.stack, story)
            } catch {
                if lab.isEnding { await guardian.value }
                await lab.stack.stop()
                throw LabError("\(error)\nThe logs are in \(lab.folder)/log")
            }
            await lab.remove()
        }
    }

    @Reactor
    private func drill(on stack: LabStack, _ story: @escaping (String) -> Void) async throws {
        let drill = Drill(on: stack, writers: writers, story: story)
        var results: [DrillFigures] = []
        for number in 1...runs {
            if runs > 1 { story("\nRun \(number) of \(runs)") }
            let figures = try await drill.run(kind.scenario)
            results.append(figures)
            if json {
                Output.line(try JSONLine.text(of: figures))
            } else {
                story(DrillReport.text(of: figures, targets: kind.scenario.targets))
            }
        }
        guard runs > 1 else { return }
        let summary = DrillSummary(results)
        if json {
            Output.line(try JSONLine.text(of: summary))
        } else {
            story(DrillReport.text(of: summary, targets: kind.scenario.targets))
        }
    }
}
