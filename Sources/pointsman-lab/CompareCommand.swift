import ArgumentParser
import LinuxReactor
import PointsmanLab

struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Runs the same faults through Pointsman and through other ways to the primary, in turns.",
        discussion: """
            In a lab of its own in network namespaces, as root. Prints one JSON object a run; checks/compare makes tables of them. \
            Ends with 1 if a run failed.
            """)

    @Option(help: ArgumentHelp("The agent to start.", discussion: "Default: `pointsman` beside this program."))
    var agent: String?

    @Option(help: ArgumentHelp("The program haproxy, for the contender of that name.", valueName: "path"))
    var haproxy: String?

    @Option(help: "How often.")
    var runs = 1

    @Option(help: "Writers, without the two clients that connect anew each time.")
    var writers = 16

    @Option(help: "\(ComparedFault.allCases.map(\.rawValue).joined(separator: ","))", transform: Self.list)
    var faults: [ComparedFault] = ComparedFault.allCases

    @Option(help: "\(Contender.allCases.map(\.rawValue).joined(separator: ","))", transform: Self.list)
    var contenders: [Contender] = Contender.allCases

    func validate() throws {
        guard runs > 0, writers > 0 else { throw ValidationError("--runs and --writers count from 1") }
        if contenders.contains(.haproxy), haproxy == nil {
            throw ValidationError("--haproxy names the program, or --contenders leaves it out")
        }
    }

    func run() async throws {
        let isSound = try await Reactor.run { () async throws in try await compare() }
        if !isSound { throw ExitCode(1) }
    }

    @Reactor
    private func compare() async throws -> Bool {
        let program = try agent.map { AgentProgram(path: $0) } ?? AgentProgram.besideThisProgram(.none)
        return try await LabRun.play(
            program, at: .regions(), isJSON: true,
            { stack, _ in CompareDrill(on: stack, agent: program.path, haproxy: haproxy, writers: writers) },
            stop: { await $0.stop() }
        ) { drill in
            try await drill.start()
            var failures = 0
            for number in 0..<runs {
                // Each comes first in turn.
                let shift = number % contenders.count
                for fault in faults {
                    for contender in contenders[shift...] + contenders[..<shift] {
                        do {
                            Output.line(try JSONLine.text(of: try await drill.play(fault, through: contender)))
                        } catch {
                            Output.complaint("\(fault.rawValue) through \(contender.rawValue): \(error)")
                            failures += 1
                        }
                    }
                }
            }
            return failures == 0
        }
    }

    private static func list<Value: RawRepresentable<String>>(_ text: String) throws -> [Value] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let value = Value(rawValue: String(word)) else { throw ValidationError("\(word) is none of those") }
            return value
        }
    }
}
