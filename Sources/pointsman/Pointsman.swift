import ArgumentParser
import Glibc
import LinuxReactor
import PointsmanFormats
import PostgresClient

@main
struct Pointsman: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pointsman",
        abstract: "Follows PostgreSQL's primary and takes PgBouncer with it.",
        discussion:
            "One variable is enough to start: DATABASE_URL=postgres://app:secret@db.internal:5432/app pointsman run",
        version: "pointsman \(PointsmanVersion.text) (\(commit))",
        subcommands: [
            Run.self, ShowStatus.self, Check.self, DoctorCommand.self, SizeCommand.self, BenchCommand.self,
            ForecastCommand.self, GameDayCommand.self, Render.self,
            Hold.self, Release.self, SwitchoverCommand.self, CutoverCommand.self, Drain.self, Undrain.self,
            Handover.self,
            FenceCommand.self, WhyCommand.self, HistoryCommand.self, ReplayCommand.self,
        ])

    /// The commit that it was built from, as far as its build tells.
    private static var commit: String {
        BuildCommit.text.map { "commit \($0)" } ?? "no release build"
    }

    /// Like the library's own, except that wrong usage of `check` ends like a monitoring plugin's: with 3 and one line,
    /// since 64 is no plugin state.
    static func main() async {
        LibraryCleanup.leaveOut()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard CommandLine.arguments.dropFirst().first == "check", exitCode(for: error) == .validationFailure else {
                exit(withError: error)
            }
            let words = message(for: error).split(separator: "\n").first ?? "wrong usage"
            print(PluginLine("POINTSMAN", .unknown, "\(words); `pointsman check --help` tells the usage").text)
            Glibc.exit(PluginLine.State.unknown.rawValue)
        }
    }
}
