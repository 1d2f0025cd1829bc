import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("The command run --check", .serialized)
struct RunCheckTests {
    /// Runs it on keys of `[pointsman]` and `[pgbouncer]`.
    @Reactor
    private static func check(
        _ place: Place, _ keys: String, _ pooler: String = ""
    ) async throws -> (code: Int32?, words: String) {
        try place.write(
            "[pointsman]\nstate_directory = \(place.state)\nruntime_directory = \(place.runtime)\n\(keys)[pgbouncer]\n\(pooler)",
            to: "checked.ini")
        let child = try place.start(
            ["\(buildFolder)/pointsman", "run", "--check", "--config", "\(place.folder)/checked.ini"],
            environment: ["PATH=\(Program.path)"], output: "check.log")
        let code = await child.ended(until: .now + .seconds(60))
        defer { unlink("\(place.folder)/check.log") }
        return (code, contents(of: "\(place.folder)/check.log"))
    }

    private static let url = "database_url = postgres://app:pw@127.0.0.1:1/app\n"

    @Reactor
    private static func ports() throws -> String {
        "pooler_listen = 127.0.0.1:\(try FreePort.pick())\nhttp_listen = 127.0.0.1:\(try FreePort.pick())\n"
    }

    @Test("run --check ends with 0 for a configuration that would start, and leaves nothing behind")
    func right() async throws {
        try await withPlace { place in
            let end = try await Self.check(place, Self.url + Self.ports(), "default_pool_size = 7\n")
            #expect(end.code == 0, "\(end)")
            #expect(end.words == "\(place.folder)/checked.ini: an agent would start with this configuration\n")
            #expect(access(place.state, F_OK) != 0 && access(place.runtime, F_OK) != 0)
        }
    }

    @Test("run --check has PgBouncer try its values, and ends with 78 and the line of a wrong one")
    func wrongValue() async throws {
        try await withPlace { place in
            let end = try await Self.check(place, Self.url + Self.ports(), "pool_mode = nonsense\n")
            #expect(end.code == 78, "\(end)")
            #expect(end.words.contains("pool_mode"), "\(end.words)")
            #expect(access(place.runtime, F_OK) != 0)
        }
    }

    @Test("run --check ends with 69 if the port of http_listen is taken")
    func takenPort() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let keys = "pooler_listen = 127.0.0.1:\(try FreePort.pick())\nhttp_listen = 127.0.0.1:\(cluster.port)\n"
                let end = try await Self.check(place, Self.url + keys)
                #expect(end.code == 69 && end.words.contains("set http_listen to another address"), "\(end)")
            }
        }
    }

    @Test("run --check names a group that is missing")
    func missingGroup() async throws {
        try await withPlace { place in
            let end = try await Self.check(place, Self.url + Self.ports() + "control_socket_group = no-such-group\n")
            #expect(end.code == 78 && end.words.contains("there is no group no-such-group"), "\(end)")
        }
    }

    @Test("run --check leaves a running agent of the same folders alone")
    func besideAgent() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place)
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    let pooler = contents(of: "\(place.runtime)/pgbouncer/pgbouncer.pid")
                    let end = try await agent.command("run", "--check")
                    #expect(end.code == 0 && end.words.contains("an agent runs in \(place.runtime)"), "\(end)")
                    #expect(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.pid") == pooler)
                    #expect(await agent.readiness(200) == "ready\n")
                    try place.write("{\"version\": 2, \"clusters\": {}}", to: "state/fence.json")
                    let newer = try await agent.command("run", "--check")
                    #expect(
                        newer.code == 65 && newer.words.contains("this Pointsman is too old for the file"), "\(newer)")
                    #expect(await agent.readiness(200) == "ready\n")
                }
            }
        }
    }
}
