import LinuxReactor
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

    @Test("a drill whose command fails has failed, is told as JSON, and one that nobody agrees to does nothing")
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
}
