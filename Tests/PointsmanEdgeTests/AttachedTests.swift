import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("An attached PgBouncer", .serialized)
struct AttachedTests {
    @Test("an attached PgBouncer is routed, held and released by command, and serves on after the agent ended")
    func lifetime() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                #expect(await agent.get("/v1/peer")?.text.contains("\"routes\"") == true)
                #expect(try await stack.ask("SELECT pg_is_in_recovery()") == "f")

                let held = try await agent.command("hold")
                #expect(held.code == 0, "\(held.words)")
                #expect(try await stack.paused() == ["app"])
                await agent.readiness(200, saying: "degraded: held by an operator")
                #expect(await agent.get("/primary")?.status == 503)
                #expect(await agent.get("/v1/peer")?.text.contains("\"none\"") == true)
                let released = try await agent.command("release")
                #expect(released.code == 0, "\(released.words)")
                #expect(try await stack.paused() == [])
                #expect(await agent.readiness(200) == "ready\n")

                #expect(try await agent.command("hold").code == 0)
                agent.process.signal(SIGTERM)
                #expect(await agent.ended().code == 0)
                #expect(try await stack.isReleased())
                #expect(try await stack.ask("SELECT 1") == "1")
            }
        }
    }

    @Test("an attached PgBouncer's held clients are released when the agent is killed")
    func killed() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let held = try await agent.command("hold")
                #expect(held.code == 0, "\(held.words)")
                #expect(try await stack.paused() == ["app"])
                let began = ContinuousClock.now
                agent.process.signal(SIGKILL)
                #expect(try await stack.ask("SELECT 1") == "1")
                // Far below hold_timeout: it was the handle that let them go.
                #expect(ContinuousClock.now - began < .seconds(10))
            }
        }
    }

    @Test("an agent is not ready when its attached PgBouncer dies, and ready when it is back")
    func restarted() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                stack.pooler.process.signal(SIGKILL)
                let reason = await agent.readiness(503, saying: "Connection refused")
                #expect(reason.hasPrefix("PgBouncer: ") && reason.contains("\(stack.port)"), "\(reason)")
                try stack.pooler.restart()
                #expect(await agent.readiness(200) == "ready\n")
                #expect(try await stack.ask("SELECT pg_is_in_recovery()") == "f")
            }
        }
    }

    @Test("an agent ends at its start if pooler_ini lacks our %include line, and names the line")
    func notIncludingNamed() async throws {
        try await withAttached(including: false) { stack in
            let ini = "\(stack.pooler.folder)/pgbouncer.ini"
            let end = try await stack.agent(ini: ini).ended()
            #expect(end.code == 78)
            #expect(end.words.contains("\(ini) does not include our file"), "\(end.words)")
            #expect(end.words.contains("%include \(stack.place.state)/databases.ini"), "\(end.words)")
        }
    }

    @Test("an agent ends at its start if pooler_ini does not exist")
    func absentIni() async throws {
        try await withAttached(including: false) { stack in
            let ini = "\(stack.pooler.folder)/no.ini"
            let end = try await stack.agent(ini: ini).ended()
            #expect(end.code == 66)
            #expect(
                end.words.contains("pooler_ini") && end.words.contains("\(ini): the file does not exist"),
                "\(end.words)")
        }
    }

    @Test("an agent is not ready if the attached PgBouncer does not include our file, and names the file")
    func notIncluding() async throws {
        try await withAttached(including: false) { stack in
            try await withAgent(stack.agent()) { agent in
                let reason = await agent.readiness(503, saying: "SHOW DATABASES")
                #expect(reason.contains("\(stack.place.state)/databases.ini"), "\(reason)")
            }
        }
    }

    @Test(
        "an agent is not ready if the console refuses its login, names the key, and retries slowly",
        arguments: [
            ("boss", "wrong-secret-55", "pooler_console"), ("stranger", Attached.consolePassword, "pooler_console"),
            ("guest", Attached.consolePassword, "pooler_console"),
        ])
    func consoleRefused(user: String, password: String, words: String) async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(console: stack.console(password: password, user: user))) { agent in
                let reason = await agent.readiness(503, saying: words)
                #expect(reason.hasPrefix("PgBouncer: "), "\(reason)")
                #expect(!agent.log.contains(password))
                // A login every 20 ms would fill PgBouncer's log and looks like an attack.
                await Reactor.sleep(until: .now + .seconds(2))
                let tries = stack.pooler.log.split(separator: "\n").count {
                    $0.contains(user) && $0.contains("closing")
                }
                #expect(tries < 20, "\(tries) logins")
            }
        }
    }

    @Test("an agent is not ready if its console user is only a stats user")
    func onlyStatistics() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(console: stack.console(user: "viewer"))) { agent in
                await agent.readiness(503, saying: "admin")
            }
        }
    }

    @Test("a hold that an open transaction outlasts fails with that reason, and clients go on")
    func drainRunsOut() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent()) { agent in
                await agent.readiness(200)
                let client = try await stack.connect(to: "app", as: "app", Cluster.password)
                _ = try await client.execute("BEGIN", until: .now + .seconds(60))
                _ = try await client.execute("SELECT 1", until: .now + .seconds(60))
                let held = try await agent.command("hold")
                #expect(held.code == 1)
                #expect(held.words.contains("open transactions did not end within drain_timeout"), "\(held.words)")
                _ = try await client.execute("COMMIT", until: .now + .seconds(60))
                #expect(try await stack.isReleased())
                #expect(await agent.readiness(200) == "ready\n")
            }
        }
    }

    @Test("an agent is not ready if the server refuses the app's password, and says so without the password")
    func wrongDatabasePassword() async throws {
        try await withAttached { stack in
            try await withAgent(stack.agent(url: stack.cluster.url(password: "wrong-secret-31"))) { agent in
                let reason = await agent.readiness(503, saying: "28P01")
                #expect(reason.contains("127.0.0.1:\(stack.cluster.port)"), "\(reason)")
                #expect(reason.contains("password"), "\(reason)")
                #expect(!agent.log.contains("wrong-secret-31"))
            }
        }
    }
}
