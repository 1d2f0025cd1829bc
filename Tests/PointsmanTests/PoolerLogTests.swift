import LinuxReactor
import PointsmanLab
import PointsmanLoad
import PostgresClient
import TestServers
import Testing

@Suite("What PgBouncer's log tells, on real servers", .serialized)
struct PoolerLogTests {
    @Test("connections lost at a standby hold no write, however many are lost at once")
    func standbyDies() async throws {
        try await withLab { stack in
            try await stack.cluster.primary().administer("grant pg_monitor to app")
            var readers: [PostgresConnection] = []
            // Reads go to a standby once that has shown its timeline.
            let isLed = await eventually {
                guard let reader = try? await Self.connect(to: "app_ro", stack),
                    let answer = try? await reader.execute("SELECT pg_is_in_recovery()", until: .now + .seconds(60)),
                    answer[0].rows == [["t"]]
                else { return false }
                return true
            }
            try #require(isLed)
            for _ in 0..<5 {
                let reader = try await Self.connect(to: "app_ro", stack)
                _ = try await reader.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
                readers.append(reader)
            }
            let place = try await readers[0].execute("SELECT host(inet_server_addr())", until: .now + .seconds(60))
            let address = place[0].rows[0][0]
            let standby = try #require(stack.cluster.servers.first { $0.member.address == address })
            let writer = try await Self.connect(to: "app", stack)
            _ = try await writer.execute("SELECT 1", until: .now + .seconds(60))
            let before = Self.log(stack)
            #expect(!before.contains("PAUSE 'app'"), "the test looks for a PAUSE: \(before)")

            await standby.kill()
            let isTold = await eventually {
                Self.log(stack).split(separator: "server conn crashed?", omittingEmptySubsequences: false).count > 5
            }
            #expect(isTold, "PgBouncer did not tell of the readers: \(Self.log(stack))")
            // Whatever comes of those lines has come once reads are led elsewhere.
            let isMoved = await eventually {
                guard let reader = try? await Self.connect(to: "app_ro", stack),
                    let answer = try? await reader.execute(
                        "SELECT host(inet_server_addr())", until: .now + .seconds(60))
                else { return false }
                return answer[0].rows[0][0] != address
            }
            #expect(isMoved)
            #expect(!Self.log(stack).contains("PAUSE 'app'"), "\(Self.log(stack))")
            _ = try await writer.execute("SELECT 1", until: .now + .seconds(60))
        }
    }

    @Test("the closing line of a failover counts the clients that were told an error, but none of the agent's own")
    func failedClients() async throws {
        try await withLab { stack in
            var writers: [PostgresConnection] = []
            for _ in 0..<4 {
                let writer = try await Self.connect(to: "app", stack)
                _ = try await writer.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
                writers.append(writer)
            }
            let primary = try await stack.cluster.primary()
            await primary.kill()
            _ = try await stack.cluster.candidate(for: primary).administer("SELECT pg_promote()")
            let isTold = await eventually { Self.log(stack).contains("writes moved from ") }
            #expect(isTold, "\(Self.log(stack))")
            let line = Self.log(stack).split(separator: "\n").first { $0.contains("writes moved from ") } ?? ""
            #expect(line.contains(", 4 failed"), "\(line)\n\(Self.log(stack))")
        }
    }

    @Reactor
    private static func connect(to database: String, _ stack: LabStack) async throws -> PostgresConnection {
        let parameters = stack.plan.pooledConnection.filter { $0.keyword != "dbname" } + [("dbname", database)]
        return try await PostgresConnection.connect(parameters, until: .now + .seconds(60))
    }

    @Reactor
    private static func log(_ stack: LabStack) -> String {
        Shape.contents(of: "\(stack.plan.folder)/log/agent")
    }
}
