import ArgumentParser
import Glibc
import PointsmanConfiguration
import StatusServer

/// The agent's control socket, at which the running agent is asked.
struct AgentSocket: ParsableArguments {
    @Option(
        name: .long,
        help: "The agent's control socket; else control.sock in RUNTIME_DIRECTORY, else /run/pointsman/control.sock.",
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
        do throws(HTTPClientError) {
            return try await ask(HTTPClient(.control(path: path)), .now + .seconds(timeout ?? standard))
        } catch {
            throw Exit.saying("no agent answers: \(error); is `pointsman run` running, as this user?", .unavailable)
        }
    }

    var path: String {
        if let socket { return socket }
        let folder = getenv("RUNTIME_DIRECTORY").map { String(cString: $0) } ?? "/run/pointsman"
        return "\(folder.prefix { $0 != ":" })/control.sock"
    }
}
