import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A planned switchover of a real fleet")
struct FleetMoveTests {
    @Test("a planned switchover fails no transaction at any of three instances")
    func planned() async throws {
        try await FleetStage.with(3) { stage in
            stage.write()
            #expect(await stage.writes(more: 100))
            let prepared = try await stage.agents[0].command("switchover", "prepare", "--for", "30s")
            #expect(prepared.code == 0, "\(prepared.words)\(stage.agents[0].log)")
            #expect(prepared.words.contains("prepared: 3 instances hold, for 30.0 s at most"))
            let readiness = await stage.agents[1].readiness(200, saying: "drained for a switchover by ")
            #expect(readiness.hasPrefix("degraded"))
            let second = try await stage.agents[1].command("switchover", "prepare")
            #expect(second.code == 1 && second.words.contains("is under way"), "\(second.words)")
            try await stage.switchOver()
            #expect(await stage.writes(more: 100))
            // To another instance than the one that leads it.
            let finished = try await stage.agents[2].command("switchover", "finish")
            #expect(finished.code == 0 && finished.words.contains("127.0.0.1:\(stage.otherPort)"), "\(finished.words)")
            await stage.stopWriting()
            #expect(stage.failures == [])
            for agent in stage.agents { await agent.readiness(200) }
        }
    }

    @Test("a prepared switchover is given up and all clients are released when an agent is killed")
    func killedAgent() async throws {
        try await FleetStage.with(3) { stage in
            stage.write()
            let prepared = try await stage.agents[0].command("switchover", "prepare")
            #expect(prepared.code == 0, "\(prepared.words)")
            // Its PgBouncer outlives it, which is another test's.
            let children = stage.agents[1].children
            defer { children.forEach { kill($0, SIGKILL) } }
            stage.agents[1].process.signal(SIGKILL)
            #expect(await stage.status(0, has: "no longer answered"))
            #expect(await stage.letsGo(besides: 1))
            #expect(await stage.writes(more: 50))
            let finished = try await stage.agents[0].command("switchover", "finish")
            #expect(finished.code == 1 && finished.words == "no switchover is prepared; nothing is held\n")
        }
    }

    @Test("an agent that joins in a prepared switchover holds its clients too")
    func joined() async throws {
        try await FleetStage.with(2) { stage in
            let prepared = try await stage.agents[0].command("switchover", "prepare", "--for", "40s")
            #expect(prepared.code == 0, "\(prepared.words)")
            try await stage.withOneMore {
                await stage.agents[2].readiness(200, saying: "drained for a switchover by ")
                stage.write()
                try await stage.switchOver()
                #expect(await stage.writes(more: 60))
                let finished = try await stage.agents[2].command("switchover", "finish")
                #expect(finished.code == 0 && finished.words.contains("\(stage.otherPort)"), "\(finished.words)")
                await stage.stopWriting()
                #expect(stage.failures == [])
                for agent in stage.agents { await agent.readiness(200) }
            }
        }
    }

    @Test("a switchover fails no transaction if the primary is killed while all instances hold")
    func killedPrimary() async throws {
        try await FleetStage.with(2) { stage in
            stage.write()
            #expect(await stage.writes(more: 50))
            let prepared = try await stage.agents[0].command("switchover", "prepare", "--for", "40s")
            #expect(prepared.code == 0, "\(prepared.words)")
            try await stage.switchOver(by: SIGKILL)
            #expect(await stage.writes(more: 50))
            await stage.stopWriting()
            #expect(stage.failures == [])
            let finished = try await stage.agents[0].command("switchover", "finish")
            #expect(finished.code == 0 && finished.words.contains("\(stage.otherPort)"), "\(finished.words)")
        }
    }

    @Test("a forged or replayed notice begins no switchover and is counted as refused")
    func forgedAndReplayed() async throws {
        try await FleetStage.with(2) { stage in
            let listener = try await stage.client(stage.primary.port)
            listener.keepNotifications()
            _ = try await listener.execute("LISTEN pointsman", until: .now + .seconds(60))
            let prepared = try await stage.agents[0].command("switchover", "prepare")
            #expect(prepared.code == 0, "\(prepared.words)")
            let aborted = try await stage.agents[0].command("switchover", "abort")
            #expect(aborted.code == 0, "\(aborted.words)")
            #expect(await stage.letsGo())
            _ = try await listener.execute("SELECT 1", until: .now + .seconds(60))
            let heard = listener.takeNotifications().map(\.payload)
            #expect(heard.contains { $0.contains(" drain ") } && heard.contains { $0.contains(" kept ") })
            #expect(!heard.joined().contains(FleetStage.secret))
            // A drain whose span was lengthened, all of them again, and one without any signature.
            let lengthened = heard.first { $0.contains(" drain ") }?.replacing(" drain ", with: " drain 9") ?? ""
            for payload in heard + [lengthened, "drain"] {
                _ = try await listener.execute("NOTIFY pointsman, '\(payload)'", until: .now + .seconds(60))
            }
            for index in 0...1 {
                #expect(await stage.status(index, has: "is not signed with the secret"))
                #expect(await stage.agents[index].logs("is not signed with the secret of fleet_secret_file"))
                #expect(await stage.status(index, has: "\"refused_notices\": \(heard.count + 2)"))
                #expect(await stage.agents[index].get("/v1/status")?.text.contains("\"state\": \"free\"") == true)
            }
            #expect(await stage.letsGo())
        }
    }

    @Test("switchover prepare names long transactions before it holds, and waits for them with --wait")
    func longTransaction() async throws {
        try await FleetStage.with(2, ["drain_timeout": "500ms"]) { stage in
            let client = try await stage.client(stage.ports[1])
            let opened = try await client.execute(
                "BEGIN; SELECT txid_current(), 'a secret literal'", until: .now + .seconds(60))
            #expect(opened.count == 2)
            await Reactor.sleep(until: .now + .milliseconds(1_500))
            let refused = try await stage.agents[0].command("switchover", "prepare")
            #expect(refused.code == 1)
            #expect(
                refused.words.contains("  pid ") && refused.words.contains("SELECT txid_current(), ?"),
                "\(refused.words)")
            #expect(!refused.words.contains("literal"))
            #expect(await stage.letsGo())
            let end = Reactor.task {
                await Reactor.sleep(until: .now + .seconds(2))
                _ = try await client.execute("COMMIT", until: .now + .seconds(60))
            }
            let waited = try await stage.agents[0].command("switchover", "prepare", "--wait", "30s")
            #expect(waited.code == 0 && waited.words.contains("waiting for"), "\(waited.words)")
            try await end.value
            let aborted = try await stage.agents[0].command("switchover", "abort")
            #expect(aborted.code == 0, "\(aborted.words)")
            #expect(await stage.letsGo())
        }
    }

    @Test("switchover prepare is refused without fleet_secret_file, which SIGHUP can bring")
    func withoutSecret() async throws {
        try await FleetStage.with(1, ["fleet_secret_file": nil]) { stage in
            let refused = try await stage.agents[0].command("switchover", "prepare")
            #expect(refused.code == 1 && refused.words.contains("set fleet_secret_file"), "\(refused.words)")
            let long = try await stage.agents[0].command("switchover", "prepare", "--for", "41s")
            #expect(long.code == 1 && long.words.contains("hold_timeout, which is 40.0 s"), "\(long.words)")
            let keys = [
                ("database_url", stage.primary.url), ("drain_timeout", "3s"), ("hold_timeout", "40s"),
                ("http_listen", ""),
                ("fleet_secret_file", "\(stage.agents[0].place.folder)/secret"), ("probe_timeout", "2s"),
                ("members", "127.0.0.1:\(stage.primary.port), 127.0.0.1:\(stage.otherPort)"),
                ("pooler_listen", "127.0.0.1:\(stage.ports[0])"), ("suspect_after", "4s"),
            ]
            try stage.agents[0].configure(keys.map { (key: $0.0, value: $0.1) }, pgbouncer: [])
            stage.agents[0].process.signal(SIGHUP)
            #expect(await stage.agents[0].logs("from now on: fleet_secret_file"))
            // It listens with its next probe.
            await Reactor.sleep(until: .now + .seconds(2))
            let prepared = try await stage.agents[0].command("switchover", "prepare")
            #expect(prepared.code == 0, "\(prepared.words)")
            let ended = try await stage.agents[0].command("switchover", "finish")
            #expect(ended.code == 0 && ended.words.contains("no new primary was seen"), "\(ended.words)")
            #expect(await stage.letsGo())
        }
    }

    @Test("a drained instance is not ready and serves on until it is undrained")
    func drain() async throws {
        try await FleetStage.with(1) { stage in
            stage.write()
            let drained = try await stage.agents[0].command("drain")
            #expect(drained.code == 0, "\(drained.words)")
            await stage.agents[0].readiness(503, saying: "drained by an operator")
            #expect(await stage.writes(more: 20))
            let undrained = try await stage.agents[0].command("undrain")
            #expect(undrained.code == 0, "\(undrained.words)")
            await stage.agents[0].readiness(200)
            await stage.stopWriting()
            #expect(stage.failures == [])
        }
    }
}
