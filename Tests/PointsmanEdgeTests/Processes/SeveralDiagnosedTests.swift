import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("pointsman doctor and bench before a PgBouncer of several processes", .serialized)
struct SeveralDiagnosedTests {
    @Test("doctor looks at both processes of a managed PgBouncer and says which of them a finding is about")
    func managed() async throws {
        try await SeveralPoolersTests.withTwo { _, agent, port in
            let consoles = try await SeveralPoolersTests.consoles(agent, port)
            let well = try await agent.command("doctor", "--seconds", "0")
            #expect(well.words.contains("server_login_retry is 20 ms"), "\(well.words)")
            for number in [1, 2] {
                #expect(Self.line(of: "descriptors", "process \(number): process ", well.words), "\(well.words)")
            }
            // What is the same for both is told once, and of none of them.
            #expect(Self.line(of: "route", "app leads to the primary", well.words), "\(well.words)")

            _ = try await consoles[1].execute("SET server_login_retry = '15'", until: .now + .seconds(30))
            // A session of the second process's that its server shows is one of PgBouncer's.
            let client = try await PoolerClients(port: port).connect(at: "\(agent.place.runtime)/pgbouncer-2")
            _ = try await client.execute("BEGIN; SELECT 1", until: .now + .seconds(30))
            let ill = try await agent.command("doctor", "--seconds", "1.5")
            #expect(
                Self.line(of: "server_login_retry", "process 2: server_login_retry is 15.0 s", ill.words),
                "\(ill.words)")
            #expect(
                Self.line(of: "server_login_retry", "process 1: server_login_retry is 20 ms", ill.words), "\(ill.words)"
            )
            #expect(ill.words.contains("1 idle in transaction (1 of them PgBouncer's)"), "\(ill.words)")
            let json = try await agent.command("doctor", "--seconds", "0", "--json").words
            #expect(json.contains("\"processes\": [\n        2\n      ]"), "\(json)")
            #expect(json.contains("\"tries\": 10"), "both processes are tried five times: \(json)")
            withExtendedLifetime(client) {}
        }
    }

    @Test("doctor says which process of an attached PgBouncer is dead, and what is wrong with the other one")
    func attached() async throws {
        try await SeveralConsolesTests.withTwo { stack, second in
            let agent = try stack.agent(console: SeveralConsolesTests.consoles(stack, second))
            try await withAgent(agent) { agent in
                await agent.readiness(200)
                let both = try await agent.command("doctor", "--seconds", "0")
                #expect(!both.words.contains("console can't be asked"), "\(both.words)")
                #expect(both.words.contains("app leads to the primary"), "\(both.words)")
                #expect(!both.words.contains("process 2: app leads"), "\(both.words)")
                second.process.signal(SIGKILL)
                _ = await second.process.ended()
                let one = try await agent.command("doctor", "--seconds", "0")
                #expect(one.code == 2)
                #expect(
                    Self.line(of: "console", "process 2: PgBouncer's console can't be asked", one.words), "\(one.words)"
                )
                #expect(Self.line(of: "route", "process 1: app leads to the primary", one.words), "\(one.words)")
            }
        }
    }

    @Test("bench gives both processes of a managed PgBouncer work and tells the size of both pools together")
    func managedBench() async throws {
        try await SeveralPoolersTests.withTwo { _, agent, port in
            let consoles = try await SeveralPoolersTests.consoles(agent, port)
            let before = try await Self.transactions(consoles)
            let bench = try await Self.bench(agent, connections: 40)
            // The kernel deals the connections out, so one of the processes may have most of them.
            let after = try await Self.transactions(consoles)
            #expect(zip(before, after).allSatisfy { $1 > $0 + 1 }, "\(before) \(after)")
            #expect(bench.contains("\"pooler_processes\": 2"), "\(bench)")
            #expect(bench.contains("\"pool_size\": 100"), "\(bench)")
            #expect(bench.contains("What is pooled is the sum of 2 PgBouncer processes."), "\(bench)")
        }
    }

    @Test("bench shares the clients out among the processes of an attached PgBouncer and sums their figures")
    func attachedBench() async throws {
        try await SeveralConsolesTests.withTwo { stack, second in
            let agent = try stack.agent(console: SeveralConsolesTests.consoles(stack, second))
            try await withAgent(agent) { agent in
                await agent.readiness(200)
                let consoles = [
                    try await SeveralConsolesTests.console(stack.pooler, stack),
                    try await SeveralConsolesTests.console(second, stack),
                ]
                let before = try await Self.transactions(consoles)
                let bench = try await Self.bench(agent, connections: 2)
                let done = zip(before, try await Self.transactions(consoles)).map { $1 - $0 }
                #expect(done.allSatisfy { $0 > 10 }, "\(done)")
                #expect(bench.contains("\"pooler_processes\": 2"), "\(bench)")
                #expect(bench.contains("\"pool_size\": 40"), "\(bench)")
                // What succeeded is what both did; the agent's own round trips are among it.
                let told = try #require(Self.number("succeeded", behind: "\"clients\": 2", "\"pooled\"", in: bench))
                #expect(told > done.max() ?? .max, "\(told) \(done)")
                #expect(told <= done.reduce(0, +), "\(told) \(done)")
            }
        }
    }

    /// Two clients for a second a turn.
    @Reactor
    private static func bench(_ agent: Program, connections: Int) async throws -> String {
        let end = try await agent.command(
            "bench", "--connections", "\(connections)", "--clients", "2", "--seconds", "0.3", "--disturb", "--json")
        #expect(end.code == 0, "\(end.words)")
        return end.words
    }

    /// The transactions that each process has carried for the database app.
    @Reactor
    private static func transactions(_ consoles: [PostgresConnection]) async throws -> [Int] {
        var counts: [Int] = []
        for console in consoles {
            let rows = try await console.execute("SHOW STATS_TOTALS", until: .now + .seconds(30))[0].records
            let row = rows.first { $0("database") == "app" }
            counts.append(row?("xact_count").flatMap { Int($0) } ?? 0)
        }
        return counts
    }

    /// Whether the text has a line of `check` that begins with `words`.
    private static func line(of check: String, _ words: String, _ text: String) -> Bool {
        text.split(separator: "\n").contains { line in
            let parts = line.dropFirst(10)
            return parts.hasPrefix(check + " ") && parts.dropFirst(24).hasPrefix(words)
        }
    }

    /// The number of the key behind these marks, one after the other.
    private static func number(_ key: String, behind marks: String..., in text: String) -> Int? {
        var rest = text[...]
        for mark in marks + ["\"\(key)\": "] {
            guard let range = rest.firstRange(of: mark) else { return nil }
            rest = rest[range.upperBound...]
        }
        return Int(rest.prefix { $0.isNumber })
    }
}
