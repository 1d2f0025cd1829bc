import ArgumentParser
import Glibc
import PointsmanAgent
import StatusServer

/// Where the running agent is asked: its control socket.
struct AgentSocket: ParsableArguments {
    @Option(
        name: .long,
        help: "The agent's control socket; else control.sock in RUNTIME_DIRECTORY, else /run/pointsman/control.sock.",
        completion: .file())
    var socket: String?

    @Option(name: .long, help: "How many seconds to wait for an answer.")
    var timeout: Double = 5

    /// What is changed takes its time: a hold waits for open transactions.
    private static let leastSecondsToChange = 60.0

    func get(_ path: String) async throws -> HTTPResponse {
        try await answer(within: timeout) { client, deadline throws(HTTPClientError) in
            try await client.get(path, until: deadline)
        }
    }

    func post(_ path: String) async throws -> HTTPResponse {
        try await answer(within: max(timeout, Self.leastSecondsToChange)) {
            client, deadline throws(HTTPClientError) in try await client.post(path, until: deadline)
        }
    }

    private func answer(
        within seconds: Double,
        _ ask: (HTTPClient, ContinuousClock.Instant) async throws(HTTPClientError) -> HTTPResponse
    ) async throws -> HTTPResponse {
        do throws(HTTPClientError) {
            return try await ask(HTTPClient(.control(path: path)), .now + .seconds(seconds))
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
