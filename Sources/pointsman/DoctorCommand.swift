import ArgumentParser
import Glibc
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import StatusServer

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong, and say why and what to do.",
        usage: """
            pointsman doctor [--config <config>] [--cluster <name>]
                   [--set <key=value> ...] [--socket <socket>] [--seconds <n>]
                   [--json]
            """,
        discussion: """
            It reads the agent's configuration and needs no running agent. It asks PgBouncer's console, the members, DNS and \
            the kernel, watches the pools and the server's sessions for a moment, and tries a connection direct and through \
            the pooler; it changes nothing. What can't be asked is told, with the reason.

            The exit code is 0 where nothing is worse than a notice, 1 with warnings, 2 with problems.
            """)

    @OptionGroup var source: ConfigurationSource

    @Option(
        name: .long,
        help: "The agent's control socket; else control.sock in the instance's runtime directory.",
        completion: .file())
    var socket: String?

    @Option(name: .long, help: ArgumentHelp("How long to watch.", valueName: "n"))
    var seconds = 3.0

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard (0...3_600).contains(seconds) else {
            throw ValidationError("--seconds \(seconds): 0 to 3600 are possible")
        }
    }

    func run() async throws {
        // c-ares writes to sockets that may be closed.
        signal(SIGPIPE, SIG_IGN)
        let configuration = try source.loaded()
        let status = await status(at: socket ?? configuration.controlSocket)
        let diagnosis = await Doctor(configuration, watching: .seconds(seconds)).examine(status: status)
        print(
            json
                ? JSONWriter.text(DiagnosisJSON.json(diagnosis), indented: true) + "\n" : DiagnosisText.text(diagnosis),
            terminator: "")
        if diagnosis.exitCode != 0 { throw ExitCode(diagnosis.exitCode) }
    }

    /// The status of a running agent, as further evidence.
    private func status(at path: String) async -> Gathered<String> {
        do throws(HTTPClientError) {
            let answer = try await HTTPClient(.control(path: path)).get("/v1/status", until: .now + .seconds(3))
            return .seen(answer.text)
        } catch {
            return .unseen("no agent answers: \(error)")
        }
    }
}
