import LinuxReactor
import TestServers
import Testing

@Suite("A second agent", .serialized)
struct SecondAgentTests {
    @Test(
        "a second agent in a running agent's folders ends with 69 and harms nothing",
        arguments: ["both", "state", "runtime"])
    func shared(which: String) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let first = try Program(
                    in: place,
                    [
                        "database_url": cluster.url, "http_listen": "127.0.0.1:\(try FreePort.pick())",
                        "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                    ])
                try await withAgent(first) { first in
                    #expect(await first.readiness(200) == "ready\n")
                    let ini = contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini")
                    let other = try Place()
                    var environment: [String: String] = [:]
                    if which != "runtime" { environment["STATE_DIRECTORY"] = place.state }
                    if which != "state" { environment["RUNTIME_DIRECTORY"] = place.runtime }
                    // Another port: else that would tell, and not that there are two.
                    let second = try Program(
                        in: other,
                        [
                            "database_url": cluster.url, "http_listen": "",
                            "pooler_listen": "127.0.0.1:\(try FreePort.pick())",
                        ], environment: environment)
                    let end = await second.ended()
                    await second.end()
                    #expect(end.code == 69)
                    let folder = which == "state" ? place.state : place.runtime
                    #expect(end.words.contains("another pointsman runs in \(folder)"), "\(end.words)")
                    #expect(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini") == ini)
                    #expect(await first.readiness(200) == "ready\n")
                    await other.remove()
                }
            }
        }
    }
}
