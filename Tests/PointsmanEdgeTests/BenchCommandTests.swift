import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("pointsman bench", .serialized)
struct BenchCommandTests {
    @Test("pointsman bench prints a table and a plot, or one JSON object")
    func output() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let short = ["bench", "--connections", "2", "--clients", "1,2", "--seconds", "0.3", "--disturb"]
                let text = try await agent.command(short)
                #expect(text.code == 0, "\(text.words)")
                for words in ["bench: direct is 127.0.0.1:", "new connection, p50 ms", "p95 in ms, by clients", "█"] {
                    #expect(text.words.contains(words), "\(text.words)")
                }
                let json = try await agent.command(short + ["--json"])
                #expect(json.code == 0 && json.words.contains("\"load_generator\": \"pgbench\""), "\(json.words)")
                #expect(!text.words.contains("\u{1B}"), "no progress bar where there is no terminal")
            }
        }
    }

    @Test("a signal ends pointsman bench with that signal's code and leaves nothing behind")
    func interrupted() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let temporary = "\(stack.place.folder)/tmp"
                mkdir(temporary, 0o700)
                let server = try await stack.connectDirectly()
                for (number, sign) in [
                    (SIGINT, "SELECT FROM pg_namespace WHERE nspname = 'pointsman_bench'"),
                    (SIGTERM, "SELECT FROM pointsman_bench.pgbench_history LIMIT 1"),
                ] {
                    let bench = try stack.place.start(
                        [
                            "\(buildFolder)/pointsman", "bench", "--writes", "--disturb", "--clients", "4",
                            "--connections", "1", "--seconds", "600",
                        ],
                        environment: [
                            "RUNTIME_DIRECTORY=\(stack.place.runtime)", "STATE_DIRECTORY=\(stack.place.state)",
                            "PATH=\(Program.path)", "TMPDIR=\(temporary)",
                            "POINTSMAN_CONFIG=\(stack.place.folder)/pointsman.ini",
                        ], output: "bench.log")
                    #expect(await Self.find(sign, on: server), "\(contents(of: "\(stack.place.folder)/bench.log"))")
                    bench.signal(number)
                    let code = await bench.ended(until: .now + .seconds(90))
                    let words = contents(of: "\(stack.place.folder)/bench.log")
                    #expect(code == 128 + number, "\(words)")
                    #expect(words.contains("interrupted") && !words.contains("is left"), "\(words)")
                    #expect(rmdir(temporary) == 0, "something is left in TMPDIR")
                    mkdir(temporary, 0o700)
                    let gone = "SELECT WHERE NOT EXISTS (\(Self.schema)) AND NOT EXISTS (\(Self.sessions))"
                    #expect(await Self.find(gone, on: server), "\(words)")
                }
            }
        }
    }

    @Test("pointsman bench refuses a wrong command line with 64 and a missing script with 66")
    func refusals() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                for (words, code) in [
                    (["--clients", "0"], Int32(64)), (["--exhaust"], 64),
                    (["--protocol", "odd", "--writes"], 64), (["--disturb", "--script", "/nowhere/x.sql"], 66),
                ] {
                    let answer = try await agent.command(["bench"] + words)
                    #expect(answer.code == code, "\(words): \(answer.words)")
                }
            }
        }
    }

    private static let schema = "SELECT FROM pg_namespace WHERE nspname = 'pointsman_bench'"
    private static let sessions = "SELECT FROM pg_stat_activity WHERE application_name = 'pgbench'"

    /// Suspends until `question` has a row; false after a minute.
    @Reactor
    private static func find(_ question: String, on server: PostgresConnection) async -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            // The table may not be there yet.
            let results = try? await server.execute(question, until: limit)
            if results?.last?.rows.isEmpty == false { return true }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        return false
    }
}

extension Attached {
    fileprivate func connectDirectly() async throws -> PostgresConnection {
        var parameters = cluster.server.parameters.filter { $0.keyword != "dbname" }
        parameters.append(("dbname", "app"))
        return try await PostgresConnection.connect(parameters, until: .now + .seconds(60))
    }
}
