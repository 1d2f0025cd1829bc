import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A game day with a real agent", .serialized)
struct GameDayTests {
    @Test("a drill runs its command under load, passes, and ends with the events and with whose the time was")
    func passes() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try await withAgent(try Program(of: cluster, in: place)) { agent in
                    await agent.readiness(200)
                    let drill = try await agent.command(
                        "drill", "--yes", "--writers", "2", "--settle", "1s", "--fault",
                        "\(buildFolder)/pointsman hold --for 300ms")
                    #expect(drill.code == 0, "\(drill.words)")
                    for words in [
                        "\nPASSED\n", " 0 lost, 0 twice, 0 stale", "what the agent told meanwhile:", "  hold ",
                        "  release ",
                        "an operator held clients or drained this instance", "Whose the time was:", "  operator\n",
                    ] { #expect(drill.words.contains(words), "\(words) is missing in \(drill.words)") }
                    #expect(
                        await agent.get("/metrics")?.text.contains(#"pointsman_drills_total{outcome="passed"} 1"#)
                            == true)
                }
            }
        }
    }

    @Test("a drill whose command fails has failed, is told as JSON, and one without --yes does nothing")
    func fails() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try await withAgent(try Program(of: cluster, in: place)) { agent in
                    await agent.readiness(200)
                    let drill = try await agent.command(
                        "drill", "--yes", "--writers", "1", "--settle", "1s", "--json", "--fault", "exit 3")
                    #expect(drill.code == 1, "\(drill.words)")
                    for words in ["the fault's command ended with code 3", "\"passed\": false", "\"incidents\": []"] {
                        #expect(drill.words.contains(words), "\(words) is missing in \(drill.words)")
                    }
                    let unasked = try await agent.command("drill", "--fault", "true")
                    #expect(unasked.code == 1 && unasked.words.contains("nothing was done"), "\(unasked.words)")
                }
            }
        }
    }

    @Test("SIGINT ends a drill's command with all that it has started, drops the table, and counts the drill as failed")
    func interrupted() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try await withAgent(try Program(of: cluster, in: place)) { agent in
                    await agent.readiness(200)
                    let tables = "SELECT count(*) AS count FROM pg_class WHERE relname LIKE 'ledger%'"
                    let session = try await cluster.server.connect(to: "app")
                    func tableCount() async throws -> String? {
                        try await session.execute(tables, until: .now + .seconds(60))[0].value("count")
                    }
                    let drill = try agent.begin([
                        "drill", "--yes", "--writers", "1", "--fault",
                        "sleep 600 & echo $! >\(place.folder)/sleep; wait",
                    ])
                    var sleeper: Int32?
                    #expect(
                        await eventually {
                            sleeper = Int32(contents(of: "\(place.folder)/sleep").split(separator: "\n").first ?? "")
                            return sleeper != nil
                        }, "\(drill.words)")
                    #expect(try await tableCount() == "1")
                    drill.process.signal(SIGINT)
                    #expect(await drill.process.ended(until: .now + .seconds(60)) == 128 + SIGINT, "\(drill.words)")
                    #expect(drill.words.contains("drill: interrupted"), "\(drill.words)")
                    #expect(try await tableCount() == "0")
                    let process = try #require(sleeper)
                    #expect(await eventually(within: .seconds(10)) { kill(process, 0) != 0 })
                    #expect(
                        await agent.get("/metrics")?.text.contains(#"pointsman_drills_total{outcome="failed"} 1"#)
                            == true)
                    await agent.readiness(200)
                }
            }
        }
    }

    @Test("a drill leaves a database alone that works for others, unless it is told to disturb them")
    func busy() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                try await withAgent(try Program(of: cluster, in: place)) { agent in
                    await agent.readiness(200)
                    let session = try await cluster.server.connect(to: "app")
                    let others = Reactor.task {
                        while !Task.isCancelled {
                            _ = try await session.execute("SELECT txid_current()", until: .now + .seconds(60))
                            await Reactor.sleep(until: .now + .milliseconds(1))
                        }
                    }
                    let words = [
                        "drill", "--yes", "--writers", "1", "--settle", "1s", "--fault", "echo >\(place.folder)/done",
                    ]
                    let refused = try await agent.command(words)
                    #expect(refused.code == 1, "\(refused.words)")
                    #expect(
                        refused.words.contains(" transactions a second for others, who would suffer"),
                        "\(refused.words)")
                    #expect(access("\(place.folder)/done", F_OK) != 0, "the fault was run")
                    let told = try await agent.command(words + ["--disturb"])
                    #expect(told.code == 0, "\(told.words)")
                    #expect(access("\(place.folder)/done", F_OK) == 0, "the fault was not run")
                    others.cancel()
                    _ = await others.result
                }
            }
        }
    }
}
