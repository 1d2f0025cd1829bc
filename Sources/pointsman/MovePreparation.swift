import ArgumentParser
import PointsmanConfiguration
import PointsmanFormats
import StatusServer

/// What a planned move begins with: nothing is open on the primary, and every instance holds its clients.
struct MovePreparation: ParsableArguments {
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long clients are held at most, such as 20s; else hold_timeout.", valueName: "duration"))
    var duration: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long to wait for transactions that are open for longer than drain_timeout; else they refuse the move.",
            valueName: "duration"))
    var wait: String?

    func validate() throws {
        _ = try duration.map { try Self.parsed($0, "--for") }
        _ = try wait.map { try Self.parsed($0, "--wait") }
    }

    /// What the agent says once all hold; fails, with nothing held, where they don't come to that.
    func prepare(_ agent: AgentSocket) async throws -> String {
        let span = try duration.map { try Self.parsed($0, "--for") }
        if let wait { try await Self.waitForTransactions(try Self.parsed(wait, "--wait"), agent) }
        let answer = try await Self.hold(span.map { ["milliseconds=\(Self.milliseconds($0))"] } ?? [], agent)
        guard answer.status == 200 else {
            complain(answer.text)
            throw ExitCode(1)
        }
        return answer.text
    }

    /// Has all instances drain and hold, and tells meanwhile, on standard error, who is waited for whenever that is another one.
    ///
    /// A cancellation gives the move up at once. The answer is waited for all the same: it tells whether there is something to undo.
    static func hold(_ query: [String], _ agent: AgentSocket) async throws -> HTTPResponse {
        let client = HTTPClient(.control(path: try agent.path()))
        let question = query.isEmpty ? "" : "?" + query.joined(separator: "&")
        let watch = Task { await tellProgress(client) }
        defer { watch.cancel() }
        let asking = Task { try await agent.post("/v1/switchover/prepare" + question) }
        return try await withTaskCancellationHandler {
            try await asking.value
        } onCancel: {
            Task {
                // The move begins after a look at open transactions; another operator's here would have refused it at once.
                while !watch.isCancelled {
                    if await progress(client) != nil {
                        _ = try? await client.post("/v1/switchover/abort", until: .now + .seconds(10))
                    }
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
        }
    }

    private static func tellProgress(_ client: HTTPClient) async {
        var told: String?
        while (try? await Task.sleep(for: .milliseconds(250))) != nil {
            guard let sentence = await progress(client), sentence != told, !Task.isCancelled else { continue }
            complain(sentence)
            told = sentence
        }
    }

    /// What the move that the agent leads waits for; nil where it leads none that has yet to be prepared.
    private static func progress(_ client: HTTPClient) async -> String? {
        guard let answer = try? await client.get("/v1/status", until: .now + .seconds(2)), answer.status == 200
        else { return nil }
        return (try? JSONReader.read(answer.body)).flatMap(MoveProgress.sentence)
    }

    /// Tells what is waited for whenever that is something else.
    static func waitForTransactions(_ limit: Duration, _ agent: AgentSocket) async throws {
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

    static func milliseconds(_ span: Duration) -> Int64 {
        span.components.seconds * 1_000 + span.components.attoseconds / 1_000_000_000_000_000
    }

    static func parsed(_ text: String, _ option: String) throws -> Duration {
        guard let parsed = try? Quantity.duration(text) else {
            throw ValidationError("\(option) \(text): a number with a unit is expected, such as 500ms, 5s or 1min")
        }
        return parsed
    }
}
