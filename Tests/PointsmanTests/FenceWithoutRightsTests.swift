import LinuxReactor
import PointsmanLab
import PostgresClient
import StatusServer
import Testing

@Suite("An app's role that loses a right, on real servers", .serialized)
struct FenceWithoutRightsTests {
    @Test(
        "is never answered by the standby that comes back at the primary's address, with the agent and without",
        arguments: [
            (true, Self.language), (false, Self.language), (true, Self.function), (false, Self.function),
        ])
    func failover(hasAgent: Bool, right: String) async throws {
        try await withLab(keys: ["drain_timeout = 500ms", "hold_timeout = 2s"]) { stack in
            let old = try await stack.cluster.primary()
            _ = try await old.administer("revoke \(right) from public", in: "app")
            if !hasAgent { await stack.agent.kill() }
            var answers: [String] = []
            let asking = Task { @Reactor in
                while !Task.isCancelled {
                    if let answer = await Self.ask(stack) { answers.append(answer) }
                    await Reactor.sleep(until: .now + .milliseconds(10))
                }
            }
            await old.kill()
            try await stack.cluster.promote(stack.cluster.candidate(for: old))
            try await stack.cluster.heal()
            if hasAgent, right == Self.function {
                let status = HTTPClient(.control(path: stack.agent.controlSocket))
                #expect(
                    await Self.isSoon {
                        try await status.get("/v1/status", until: .now + .seconds(60)).text
                            .contains("the fence can't work at")
                    })
                #expect(
                    await Self.isSoon {
                        let answer = try await status.get("/readyz", until: .now + .seconds(60))
                        return answer.status == 503 && answer.text.contains("the fence can't work at")
                    })
            }
            // Of those who came after the standby did.
            for _ in 0..<20 { if let answer = await Self.ask(stack) { answers.append(answer) } }
            asking.cancel()
            await asking.value
            #expect(!answers.contains("t"), "\(answers)")
            guard hasAgent else { return }

            let new = try await stack.cluster.primary()
            _ = try await new.administer("grant \(right) to public", in: "app")
            try await stack.agent.isReady()
            #expect(await Self.isSoon { await Self.ask(stack) == "f" })
            let status = HTTPClient(.control(path: stack.agent.controlSocket))
            #expect(
                await Self.isSoon {
                    try await !status.get("/v1/status", until: .now + .seconds(60)).text
                        .contains("the fence can't work at")
                })
        }
    }

    /// Nothing that the fence needs.
    static let language = "usage on language plpgsql"
    /// Needed by the fence, and by no probe of a primary.
    static let function = "execute on function pg_sleep(double precision)"

    /// What the write database says of itself; nil where it says nothing in time.
    @Reactor
    private static func ask(_ stack: LabStack) async -> String? {
        let deadline = ContinuousClock.now + .milliseconds(300)
        guard let connection = try? await PostgresConnection.connect(stack.plan.pooledConnection, until: deadline),
            let results = try? await connection.execute("select pg_is_in_recovery()", until: deadline)
        else { return nil }
        return results.last?.rows.first?.first ?? nil
    }

    /// Whether `condition` holds within a minute, errors meanwhile or not.
    @Reactor
    private static func isSoon(_ condition: @Reactor () async throws -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if (try? await condition()) == true { return true }
            await Reactor.sleep(until: .now + .milliseconds(100))
        }
        return false
    }
}
