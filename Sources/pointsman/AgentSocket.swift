import ArgumentParser
import Glibc
import PointsmanConfiguration
import StatusServer

/// The agent's control socket, at which the running agent is asked.
struct AgentSocket: ParsableArguments {
    @OptionGroup var instance: InstanceOptions

    @Option(
        name: .long,
        help: "The agent's control socket; else control.sock in the instance's runtime directory.",
        completion: .file())
    var socket: String?

    @Option(
        name: .long,
        help: "How many seconds to wait for an answer; else 5, and 60 for what may wait for open transactions.")
    var timeout: Double?

    func get(_ path: String) async throws -> HTTPResponse {
        try await answer(within: 5) { client, deadline throws(HTTPClientError) in
            try await client.get(path, until: deadline)
        }
    }

    /// - Parameter standard: how many seconds to wait for an answer if --timeout does not say.
    func post(_ path: String, within standard: Double = 60) async throws -> HTTPResponse {
        try await answer(within: standard) { client, deadline throws(HTTPClientError) in
            try await client.post(path, until: deadline)
        }
    }

    private func answer(
        within standard: Double,
        _ ask: (HTTPClient, ContinuousClock.Instant) async throws(HTTPClientError) -> HTTPResponse
    ) async throws -> HTTPResponse {
        let path = try self.path()
        do throws(HTTPClientError) {
            return try await ask(HTTPClient(.control(path: path)), .now + .seconds(timeout ?? standard))
        } catch {
            try Task.checkCancellation()
            throw Exit.saying("no agent answers: \(error); \(Self.advice(error))", .unavailable)
        }
    }

    private static func advice(_ error: HTTPClientError) -> String {
        if case .unreachable(_, EACCES) = error {
            return "be the agent's user or root, or of the group that control_socket_group names"
        }
        return "is `pointsman run` running, with this configuration (--config, --cluster)?"
    }

    /// The usage of a command that asks the agent, in lines of 80 columns.
    /// - Parameter own: the command's own arguments.
    static func usage(_ command: String, _ own: String = "") -> String {
        "pointsman \(command) [--config <config>] [--cluster <name>]\n       [--socket <socket>] [--timeout <seconds>]"
            + (own.isEmpty ? "" : "\n       \(own)")
    }

    func path() throws -> String {
        try socket ?? "\(instance.directory(.runtime))/\(Configuration.controlSocketName)"
    }
}
