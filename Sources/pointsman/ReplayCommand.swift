import ArgumentParser
import PointsmanConfiguration
import PointsmanCore
import PointsmanRecording

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Feed a recording to this build's decisions, and compare.",
        discussion: """
            Reads what the flight recorder has written (key recorder), gives each event to this build's conductor, and compares \
            its directives with the recorded ones. Prints `identical`, or the first step that differs with both sides.

            `--policy` asks what other settings would have decided on the same events. What then happened is still the recorded: \
            from the first difference on it tells less.

            The exit code is 0 where all is identical, 1 where something differs.
            """)

    @OptionGroup var instance: InstanceOptions

    @Argument(help: "A file of a recording, or a folder of them; else the instance's own.", completion: .file())
    var file: String?

    @Flag(help: "Tell each step on a line of its own.")
    var trace = false

    @Option(help: ArgumentHelp("Decide with another value of a key.", valueName: "key=value"))
    var policy: [String] = []

    func validate() throws {
        for pair in policy {
            do throws(Expectation) {
                _ = try PolicyChange(pair)
            } catch {
                throw ValidationError("--policy \(pair): \(error.words)")
            }
        }
    }

    func run() throws {
        let source = try RecordingSource(file, of: instance)
        let changes = policy.compactMap { try? PolicyChange($0) }
        var replay = Replay(
            changing: changes.isEmpty ? nil : { policy in for change in changes { change.apply(to: &policy) } })
        var origin: Int64 = 0
        var at = ""
        try source.read { path, item throws(RecordingError) in
            let known = replay.first
            let ours = try replay.take(item)
            switch item {
            case .header(let header):
                if trace { print("== \(path): \(header.instance), version \(header.version)") }
            case .state(let state): origin = state.wallMicroseconds - state.moment.nanoseconds / 1_000
            case .clock(let wall, let moment): origin = wall - moment.nanoseconds / 1_000
            case .gap(let missing): if trace { print("-- \(missing) steps are missing") }
            case .step(let step):
                if known == nil, replay.first != nil { at = "\(path), \(Self.time(step, origin)): " }
                if trace { Self.tell(step, ours: ours, origin) }
            }
        }
        let rest = replay.missing + replay.skipped
        let missing = rest == 0 ? "" : "; \(rest) steps were not recorded or have no state before them"
        guard let first = replay.first else {
            print("identical: \(replay.steps) steps\(missing)")
            return
        }
        print("\(at)\(first.text)\nof \(replay.steps) steps\(missing)")
        throw ExitCode(1)
    }

    private static func time(_ step: RecordedStep, _ origin: Int64) -> String {
        WallTime(microseconds: origin + step.moment.nanoseconds / 1_000).text
    }

    private static func tell(_ step: RecordedStep, ours: [RecordedValue]?, _ origin: Int64) {
        let now = step.moment.nanoseconds
        print("\(time(step, origin)) ← \(step.event.text(at: now))")
        for directive in step.directives { print("  → \(directive.text(at: now))") }
        guard let ours, ours != step.directives else { return }
        for directive in ours { print("  ≠ \(directive.text(at: now))") }
    }
}
