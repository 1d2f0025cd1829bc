import Glibc
import LinuxReactor
import PointsmanConfiguration
import PostgresClient
import TestServers
import Testing

@Suite("A new password that the server does not accept yet", .serialized)
struct PendingLoginTests {
    @Test("status and doctor tell of a pending password until the server accepts it, and the old one serves on")
    func halfWay() async throws {
        try await Self.withPasswordFile { agent, cluster, place in
            try RotationTests.write("another-secret\n", in: place)
            await agent.reload()
            #expect(await eventually { agent.log.contains("its connections are kept") })
            let member = "127.0.0.1:\(cluster.port)"
            let told = "\(member) refuses what was read last as the login of app (password_file)"
            let status = try await agent.command("status").words
            #expect(status.hasPrefix("READY\n"), "\(status)")
            #expect(status.contains(told), "\(status)")
            #expect(status.contains("ALTER ROLE app PASSWORD"), "\(status)")

            let doctor = try await Self.doctor(agent)
            #expect(doctor.contains(told), "\(doctor)")
            #expect(doctor.contains("`ALTER ROLE app PASSWORD …` with the new one"), "\(doctor)")
            #expect(doctor.contains("1 of 1 members answer; the primary is \(member)"), "\(doctor)")
            for words in ["server_idle_timeout is 0", "0 of 1 members", "PROBLEM", "into the users' file"] {
                #expect(!doctor.contains(words), "\(words): \(doctor)")
            }

            try await RotationTests.alter(cluster, "another-secret")
            #expect(await agent.logs("PgBouncer has read its configuration again"))
            var last = ""
            let isTaken = try await eventually {
                last = try await agent.command("status").words
                return !last.contains("refuses")
            }
            #expect(isTaken, "\(last)\(agent.log)")
            let after = try await Self.doctor(agent)
            #expect(!after.contains("rotation"), "\(after)")
            #expect(!after.contains("server_idle_timeout is 0"), "\(after)")
            // The agent itself dials by what PgBouncer is known to have.
            #expect(!agent.log.contains("pooler error: password authentication failed"), "\(agent.log)")
            #expect(!agent.log.contains("another-secret"))
        }
    }

    @Test("a refused new password is no longer reported once the working one is back")
    func back() async throws {
        try await Self.withPasswordFile { agent, _, place in
            for _ in 0..<3 {
                try RotationTests.write("wrong\n", in: place)
                #expect(await agent.reload().contains("does not take the login that was read"))
                try RotationTests.write("\(Cluster.password)\n", in: place)
                let news = await agent.reload()
                #expect(!news.contains("does not take the login"), "\(news)")
                #expect(try await eventually { try await !agent.command("status").words.contains("refuses") })
            }
        }
    }

    @Test("PgBouncer closes connections for their age again if the agent is killed while a new password is refused")
    func killed() async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                try RotationTests.write("\(Cluster.password)\n", in: place)
                let agent = try Program(
                    in: place, RotationTests.keys(cluster, place, port),
                    pgbouncer: [("server_lifetime", "1234"), ("server_idle_timeout", "567")])
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    let console = try await agent.managedConsole(port: port)
                    func lives() async throws -> [String] {
                        let rows = try await console.execute("SHOW CONFIG", until: .now + .seconds(60))[0].records
                        return ["server_lifetime", "server_idle_timeout"].map { key in
                            rows.first { $0("key") == key }?("value") ?? ""
                        }
                    }
                    #expect(try await lives() == ["1234", "567"])
                    try RotationTests.write("another-secret\n", in: place)
                    await agent.reload()
                    #expect(try await eventually { try await lives() == ["86400", "0"] })
                    #expect(await agent.logs("its connections are kept"))
                    let children = agent.children
                    agent.process.signal(SIGKILL)
                    let isUndone = try await eventually { try await lives() == ["1234", "567"] }
                    let last = try await lives()
                    #expect(isUndone, "\(last)")
                    children.forEach { kill($0, SIGKILL) }
                }
            }
        }
    }

    @Test("a pending password is reported with the key that holds it")
    func key() async throws {
        try await ReloadTests.withReloading { test in
            let url = test.cluster.url(password: "fourth-secret")
            let news = try await test.agent.reload(
                Reloading.keys([.databaseURL: url], test.cluster, port: test.port, http: test.http))
            #expect(news.contains("from now on: database_url\n"), "\(news)")
            let status = try await test.agent.command("status").words
            #expect(status.contains("as the login of app (database_url)"), "\(status)")
        }
    }

    @Test("a password file that is missing or empty at a reload is reported as that alone", arguments: [nil, "\n"])
    func cause(text: String?) async throws {
        try await Self.withPasswordFile { agent, _, place in
            if let text { try RotationTests.write(text, in: place) } else { unlink("\(place.folder)/secret") }
            let news = await agent.reload()
            #expect(
                news.contains(text == nil ? "secret does not exist" : "secret is no password: it is empty"),
                "\(news)")
            #expect(!news.contains("the URL has no password"), "\(news)")
        }
    }

    /// Runs `body` with an agent that is ready by the password in its file.
    @Reactor
    private static func withPasswordFile(
        _ body: @Reactor (_ agent: Program, _ cluster: Cluster, _ place: Place) async throws -> Void
    ) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let port = try FreePort.pick()
                try RotationTests.write("\(Cluster.password)\n", in: place)
                let agent = try Program(in: place, RotationTests.keys(cluster, place, port))
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    try await body(agent, cluster, place)
                }
            }
        }
    }

    @Reactor
    private static func doctor(_ agent: Program) async throws -> String {
        try await agent.command("doctor", "--seconds", "0.2").words.split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
    }
}
