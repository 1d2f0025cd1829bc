import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("The group of the control socket", .serialized)
struct ControlGroupTests {
    /// Runs a command as the user nobody in `group`.
    @Reactor
    private static func asked(
        _ place: Place, by group: String, _ words: String...
    ) async throws -> (code: Int32?, words: String) {
        let child = try place.start(
            [
                "/usr/bin/setpriv", "--reuid", "nobody", "--regid", group, "--clear-groups", "--",
                "\(buildFolder)/pointsman",
            ] + words + ["--socket", "\(place.runtime)/control.sock"],
            environment: ["PATH=\(Program.path)"], output: "asked.log")
        let code = await child.ended(until: .now + .seconds(60))
        defer { unlink("\(place.folder)/asked.log") }
        return (code, contents(of: "\(place.folder)/asked.log"))
    }

    @Test(
        "a member of the socket's group may ask the agent and change nothing, and no other user may ask",
        .enabled(if: getuid() == 0))
    func group() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(of: cluster, in: place, keys: ["control_socket_group": "games"])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    let status = try await Self.asked(place, by: "games", "status")
                    #expect(status.code == 0 && status.words.contains("127.0.0.1:\(cluster.port)"), "\(status)")
                    let hold = try await Self.asked(place, by: "games", "hold")
                    #expect(hold.code == 1 && hold.words.contains("may ask only"), "\(hold)")
                    #expect(await agent.readiness(200) == "ready\n")
                    let stranger = try await Self.asked(place, by: "nogroup", "status")
                    #expect(stranger.code == 69 && stranger.words.contains("control_socket_group"), "\(stranger)")
                    #expect(try await agent.command("hold", "--for", "1s").code == 0)
                }
            }
        }
    }

    @Test("a start with a group that the machine does not have ends with 78 and its name")
    func missing() async throws {
        try await withPlace { place in
            let agent = try Program(
                in: place,
                Program.keys("postgres://app:pw@127.0.0.1:1/app", ["control_socket_group": "no-such-group"]))
            let end = await agent.ended()
            #expect(end.code == 78 && end.words.contains("there is no group no-such-group"), "\(end)")
            await agent.end()
        }
    }
}
