import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// A fence that needed plpgsql could not even begin where its role has no USAGE on it, and let every server through.
@Suite("The fence without plpgsql", .serialized)
struct FenceWithoutLanguageTests {
    @Test(
        "a fence without plpgsql lets no standby at the primary's address answer, with or without the agent",
        arguments: [true, false])
    func returnsAsStandby(isAgentAlive: Bool) async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                try await Self.administer("REVOKE USAGE ON LANGUAGE plpgsql FROM public", in: stack)
                if !isAgentAlive {
                    agent.process.signal(SIGKILL)
                    _ = await agent.process.ended()
                }
                try await stack.cluster.server.becomeStandby()
                let answers = Answers()
                let clients = (0..<4).map { _ in
                    Reactor.task {
                        while !Task.isCancelled {
                            let answer = try? await stack.ask(
                                "SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END",
                                until: .now + .seconds(10))
                            if let answer { answers.all.append(answer) }
                            await Reactor.sleep(until: .now + .milliseconds(10))
                        }
                    }
                }
                if isAgentAlive {
                    await agent.readiness(200, saying: "degraded")
                } else {
                    #expect(
                        await eventually { stack.pooler.log.contains("Pointsman fence") },
                        "the standby was never refused: \(stack.pooler.log)")
                }
                try await Self.administer("SELECT pg_promote()", in: stack)
                #expect(
                    await eventually { !answers.all.isEmpty },
                    "the promoted primary never answered: \(stack.pooler.log)")
                for client in clients { client.cancel() }
                #expect(!answers.all.contains("standby"), "\(answers.all)")
            }
        }
    }

    @Reactor
    private final class Answers {
        var all: [String] = []
    }

    @Reactor
    private static func administer(_ sql: String, in stack: Attached) async throws {
        let server = stack.cluster.server
        _ = try await server.connect()
        let connection = try await PostgresConnection.connect(
            server.parameters.map { $0.keyword == "dbname" ? ($0.keyword, "app") : $0 }, until: .now + .seconds(60))
        _ = try await connection.execute(sql, until: .now + .seconds(60))
    }
}
