import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Starts that cannot work", .serialized)
struct StartRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Lines of `[pgbouncer]`, from line 6 of the file on.
        var pgbouncer: [(String, String)] = []
        var hook: String?
        var code: Int32 = 78
        /// Each in a line of its own; FILE stands for the file.
        var sentences: [String]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a pool_mode that PgBouncer does not know", pgbouncer: [("pool_mode", "transactional")],
            sentences: [
                "FILE:6: PgBouncer refuses pool_mode = transactional; session, transaction and statement are values"
            ]),
        Case(
            testDescription: "a word in place of a number",
            pgbouncer: [("default_pool_size", "20"), ("max_client_conn", "many")],
            sentences: ["FILE:7: PgBouncer refuses max_client_conn = many; a whole number is expected"]),
        Case(
            testDescription: "TLS for clients without a key", pgbouncer: [("client_tls_sslmode", "require")],
            sentences: ["FILE:6: with client_tls_sslmode PgBouncer does not start: "]),
        Case(
            testDescription: "a certificate that is not there",
            pgbouncer: [
                ("client_tls_sslmode", "require"), ("client_tls_cert_file", "/nowhere/cert"),
                ("client_tls_key_file", "/nowhere/key"),
            ], code: 66,
            sentences: ["FILE:7: with client_tls_cert_file PgBouncer does not start: "]),
        Case(
            testDescription: "a group that is not there", pgbouncer: [("unix_socket_group", "no-such-group")],
            sentences: ["FILE:6: with unix_socket_group PgBouncer does not start: could not find group 'no-such-group'"]
        ),
        Case(
            testDescription: "a hook that is not there", hook: "/nowhere/hook --now", code: 66,
            sentences: ["hook: there is no program /nowhere/hook that this user may run"]),
    ]

    @Test("a start whose PgBouncer keys or hook cannot work ends with one sentence and its exit code", arguments: cases)
    func configuration(wrong: Case) async throws {
        try await withPlace { place in
            let agent = try Program(
                in: place,
                try Program.keys("postgres://app:x@127.0.0.1:1/app") + (wrong.hook.map { [("hook", $0)] } ?? []),
                pgbouncer: wrong.pgbouncer.map { (key: $0.0, value: $0.1) })
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == wrong.code, "\(end.words)")
            for sentence in wrong.sentences {
                let words = sentence.replacing("FILE", with: "\(place.folder)/pointsman.ini")
                #expect(end.words.contains(words), "\(end.words)")
            }
            #expect(end.words.split(separator: "\n").count == 1, "\(end.words)")
            #expect(access("\(place.runtime)/trial", F_OK) != 0)
        }
    }

    @Test("a start whose pooler_listen port is taken ends with 69 and names the address")
    func portTaken() async throws {
        try await withPlace { place in
            let taken = try ListeningSocket()
            let agent = try Program(in: place, try Program.keys("postgres://app:x@127.0.0.1:1/app", port: taken.port))
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == 69)
            #expect(end.words.contains("PgBouncer: it can't listen on 127.0.0.1:\(taken.port)"), "\(end.words)")
            #expect(end.words.contains("pooler_listen"))
            withExtendedLifetime(taken) {}
        }
    }

    @Test("a start with a wrong value leaves an earlier agent's PgBouncer alone, and the next start adopts it")
    func adopted() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let keys = try Program.keys(cluster.url)
                try await withAgent(Program(in: place, keys)) { agent in
                    await agent.readiness(200)
                    let answer = try await agent.command("handover")
                    #expect(answer.code == 0)
                    #expect(await agent.ended().code == 0)
                }
                let pooler = contents(of: "\(place.runtime)/pgbouncer/pgbouncer.pid")
                let ini = contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini")
                let refused = try Program(in: place, keys, pgbouncer: [(key: "pool_mode", value: "transactional")])
                #expect(await refused.ended().code == 78)
                await refused.end()
                #expect(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini") == ini)
                // Its port is taken, by our own.
                try await withAgent(Program(in: place, keys)) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    #expect(contents(of: "\(place.runtime)/pgbouncer/pgbouncer.pid") == pooler)
                }
            }
        }
    }

    @Test("a start without pointsman-guard ends with 69 and names the missing program")
    func noGuard() async throws {
        try await withPlace { place in
            let agent = try Program(
                in: place, try Program.keys("postgres://app:x@127.0.0.1:1/app"), guardian: .missing)
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == 69)
            #expect(end.words.contains("there is no program \(place.folder)/bin/pointsman-guard"), "\(end.words)")
        }
    }

    @Test(
        "a start with too few file descriptors ends with 71 and says how many are needed", arguments: [24, 32, 64, 255])
    func descriptors(count: Int) async throws {
        try await withPlace { place in
            let agent = try Program(
                in: place, try Program.keys("postgres://app:x@127.0.0.1:1/app"),
                wrapper: ["/usr/bin/prlimit", "--nofile=\(count):\(count)"])
            let end = await agent.ended()
            await agent.end()
            #expect(end.code == 71)
            #expect(
                end.words.hasPrefix("pointsman: this process may have \(count) files open and needs 256 ")
                    || end.words.contains("this process may have \(count) files open and needs 256 "), "\(end.words)")
        }
    }

    @Test("a start with 256 file descriptors works, and a lower soft limit is raised")
    func enough() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let agent = try Program(
                    in: place, try Program.keys(cluster.url), wrapper: ["/usr/bin/prlimit", "--nofile=64:256"])
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    let limits = contents(of: "/proc/\(agent.process.processID)/limits")
                    let line = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
                    #expect(line?.split(separator: " ").dropFirst(3).prefix(2) == ["256", "256"])
                }
            }
        }
    }

    @Test(
        "a start on a full disk ends with 73 and one sentence",
        .enabled(if: getuid() == 0, "needs root for its file system"))
    func fullDisk() async throws {
        try await withPlace { place in
            mkdir(place.runtime, 0o755)
            let disk = try await SmallDisk(over: place.runtime)
            try disk.fill()
            let agent = try Program(in: place, try Program.keys("postgres://app:x@127.0.0.1:1/app"))
            let end = await agent.ended()
            await agent.end()
            await disk.unmount()
            #expect(end.code == 73)
            #expect(end.words.contains("No space left on device"), "\(end.words)")
            #expect(end.words.split(separator: "\n").count == 1, "\(end.words)")
        }
    }
}
