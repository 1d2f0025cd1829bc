import Glibc
import LinuxReactor
import TestServers
import Testing

@Suite("How a command finds its agent", .serialized)
struct FindingTheAgentTests {
    /// Runs a command with nothing in its environment that would help it.
    @Reactor
    private static func command(
        _ place: Place, _ environment: [String], _ words: [String]
    ) async throws -> (code: Int32?, words: String) {
        let child = try place.start(
            ["\(buildFolder)/pointsman"] + words, environment: ["PATH=\(Program.path)"] + environment,
            output: "command.log")
        let code = await child.ended(until: .now + .seconds(60))
        defer { unlink("\(place.folder)/command.log") }
        return (code, contents(of: "\(place.folder)/command.log"))
    }

    @Test("status, hold, release, doctor, check, why, history and replay find an agent by --config alone")
    func byFile() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(
                    of: cluster, in: place,
                    keys: ["state_directory": "\(place.folder)/kept", "runtime_directory": "\(place.folder)/running"])
                try await withAgent(agent) { agent in
                    let ini = ["--config", "\(place.folder)/pointsman.ini"]
                    let limit = ContinuousClock.now + .seconds(60)
                    var status = try await Self.command(place, [], ["status"] + ini)
                    while status.code != 0, .now < limit {
                        status = try await Self.command(place, [], ["status"] + ini)
                    }
                    #expect(status.code == 0 && status.words.contains("127.0.0.1:\(cluster.port)"), "\(status)")
                    #expect(access("\(place.folder)/kept/databases.ini", F_OK) == 0)
                    #expect(try await Self.command(place, [], ["hold", "--for", "5s"] + ini).code == 0)
                    #expect(try await Self.command(place, [], ["release"] + ini).words == "released\n")
                    #expect(try await Self.command(place, [], ["check", "ready"] + ini).code == 0)
                    let doctor = try await Self.command(place, [], ["doctor", "--seconds", "0"] + ini)
                    #expect(!doctor.words.contains("no managed PgBouncer was started"), "\(doctor.words)")
                    #expect(!doctor.words.contains("no agent answers"), "\(doctor.words)")
                    // The hold was an incident, which the agent wrote to the folder that its file names.
                    for command in ["why", "history"] {
                        let told = try await Self.command(place, [], [command] + ini)
                        #expect(told.code == 0 && told.words.contains("held"), "\(command): \(told)")
                    }
                    let replay = try await Self.command(place, [], ["replay"] + ini)
                    #expect(replay.code == 0 && replay.words.hasPrefix("identical: "), "\(replay)")
                }
            }
        }
    }

    @Test("an ordinary user's agent starts with DATABASE_URL alone, and status finds it", .enabled(if: getuid() == 0))
    func ordinaryUser() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let home = "\(place.folder)/home"
                mkdir(home, 0o755)
                chown(home, getpwnam("postgres").pointee.pw_uid, getpwnam("postgres").pointee.pw_gid)
                let port = try FreePort.pick()
                let asUser = ["/usr/bin/setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"]
                let variables = [
                    "PATH=\(Program.path)", "HOME=\(home)", "DATABASE_URL=\(cluster.url)",
                    "POINTSMAN_POOLER_LISTEN=127.0.0.1:\(port)", "POINTSMAN_HTTP_LISTEN=",
                ]
                let agent = try place.start(
                    asUser + ["\(buildFolder)/pointsman", "run"], environment: variables, output: "agent.log")
                var status: (code: Int32?, words: String) = (nil, "")
                let limit = ContinuousClock.now + .seconds(60)
                while status.code != 0, .now < limit {
                    let child = try place.start(
                        asUser + ["\(buildFolder)/pointsman", "status"],
                        environment: ["PATH=\(Program.path)", "HOME=\(home)"], output: "command.log")
                    status.code = await child.ended(until: .now + .seconds(60))
                    status.words = contents(of: "\(place.folder)/command.log")
                    unlink("\(place.folder)/command.log")
                }
                #expect(status.code == 0, "\(status.words)\n\(contents(of: "\(place.folder)/agent.log"))")
                #expect(access("\(home)/.local/state/pointsman/fence.json", F_OK) == 0)
                agent.signal(SIGTERM)
                _ = await agent.ended(until: .now + .seconds(60))
            }
        }
    }

    @Test("--config beside --cluster, and a cluster's name with a slash, are refused")
    func wrong() async throws {
        try await withPlace { place in
            let both = try await Self.command(place, [], ["status", "--config", "/a.ini", "--cluster", "b"])
            #expect(both.code == 64 && both.words.contains("say one of them"), "\(both)")
            let slash = try await Self.command(place, [], ["status", "--cluster", "../b"])
            #expect(slash.code == 64 && slash.words.contains("--cluster ../b: at most 63 letters"), "\(slash)")
            let none = try await Self.command(place, [], ["status", "--config", "\(place.folder)/none.ini"])
            #expect(none.code == 66 && none.words.contains("none.ini does not exist"), "\(none)")
        }
    }
}
