import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A cutover of a real fleet to a cluster that subscribes to the present one")
struct CutoverTests {
    @Test("a cutover moves three instances at once, and no write fails, is lost or done twice")
    func cutover() async throws {
        try await FleetStage.withClusters(3) { stage in
            stage.write()
            #expect(await stage.writes(more: 300))
            let done = try await stage.cutOver("--deadline", "10s")
            #expect(done.code == 0, "\(done.words)\(stage.agents[0].log)")
            #expect(
                done.words.contains("writes go to 127.0.0.1:\(stage.otherPort); 3 of 3 instances have adopted it"),
                "\(done.words)")
            #expect(await stage.writes(more: 300))
            await stage.stopWriting()
            #expect(stage.failures == [])
            let counts = "SELECT count(*) || ' ' || count(DISTINCT id) FROM public.ledger"
            #expect(try await stage.value(counts, at: stage.other) == "\(stage.writes) \(stage.writes)")
            for agent in stage.agents { await agent.readiness(200) }
            // The old cluster refuses what comes past the poolers.
            await #expect(throws: PostgresError.self) {
                try await stage.primary.server.connect(to: "app").execute(
                    stage.statement, until: .now + .seconds(60))
            }
            let back = try await stage.goBack()
            #expect(back.code == 1 && back.words.contains("refused by rule written: "), "\(back.words)")
            #expect(
                back.words.contains("public.ledger, INSERT") && back.words.contains("nothing is held"), "\(back.words)")
            #expect(await stage.letsGo())
            let closed = try await stage.agents[0].command(["cutover", "--close", "--to", stage.other.login("app")])
            #expect(closed.code == 0 && closed.words == "the way back is closed\n", "\(closed.words)")
            #expect(try await stage.value("SELECT count(*) FROM pg_replication_slots", at: stage.other) == "0")
        }
    }

    @Test("a cutover goes back to the old cluster as long as the new one was not written to")
    func wayBack() async throws {
        try await FleetStage.withClusters(2) { stage in
            stage.write()
            #expect(await stage.writes(more: 50))
            await stage.stopWriting()
            let unknown = try await stage.goBack()
            #expect(unknown.code == 1 && unknown.words.contains("refused by rule unknown: "), "\(unknown.words)")
            let done = try await stage.cutOver("--deadline", "10s")
            #expect(done.code == 0, "\(done.words)")
            let looked = try await stage.goBack("--check")
            #expect(looked.code == 0 && looked.words.contains("nothing was changed"), "\(looked.words)")
            // A further cutover there is refused, and leaves the way back open.
            let twice = try await stage.agents[0].command(
                ["cutover", "--to", stage.other.login("app"), "--from", stage.other.login("app")])
            #expect(twice.code == 1 && twice.words.contains("refused by rule same-cluster"), "\(twice.words)")
            let back = try await stage.goBack("--deadline", "20s", at: 1)
            #expect(back.code == 0, "\(back.words)\(stage.agents[1].log)")
            #expect(back.words.contains("writes go to 127.0.0.1:\(stage.primary.port)"), "\(back.words)")
            stage.write()
            #expect(await stage.writes(more: 50))
            // And forth again: the subscription goes on.
            let again = try await stage.cutOver("--deadline", "10s")
            #expect(again.code == 0, "\(again.words)")
            #expect(await stage.writes(more: 50))
            await stage.stopWriting()
            #expect(stage.failures == [])
            let counts = "SELECT count(*) FROM public.ledger"
            #expect(try await stage.value(counts, at: stage.other) == "\(stage.writes)")
        }
    }

    @Test("a cutover holds no client while a transaction at the new cluster is in its way")
    func busy() async throws {
        try await FleetStage.withClusters(2) { stage in
            stage.write()
            #expect(await stage.writes(more: 50))
            let blocker = try await stage.other.connect(to: "app")
            _ = try await blocker.execute(
                "BEGIN; LOCK TABLE public.ledger; SELECT txid_current()", until: .now + .seconds(60))
            let done = try await stage.cutOver("--deadline", "4s")
            #expect(done.code == 1 && done.words.contains("the slot for the way back can't be made"), "\(done.words)")
            #expect(done.words.contains("nothing is held"), "\(done.words)")
            #expect(await stage.writes(more: 50))
            await stage.stopWriting()
            #expect(stage.failures == [])
            #expect(await stage.letsGo())
            let count = try await stage.value("SELECT count(*) FROM public.ledger", at: stage.primary.server)
            #expect(count == "\(stage.writes)")
        }
    }

    @Test("a cutover that can't be is refused by a sentence, and nothing is held")
    func refused() async throws {
        try await FleetStage.withClusters(1, subscribed: false) { stage in
            stage.write()
            func refused(_ words: String, _ arguments: String..., file: SourceLocation = #_sourceLocation) async throws
            {
                let answer = try await stage.agents[0].command(
                    ["cutover", "--to", stage.other.login("app"), "--from", stage.primary.server.login("app")]
                        + arguments)
                #expect(answer.code == 1 && answer.words.contains(words), "\(answer.words)", sourceLocation: file)
                #expect(answer.words.contains("nothing is held"), "\(answer.words)", sourceLocation: file)
            }
            func run(_ statement: String, at server: TestServer) async throws {
                _ = try await server.connect(to: "app").execute(statement, until: .now + .seconds(60))
            }
            let (old, new) = (stage.primary.server, stage.other)
            try await refused("refused by rule no-subscriber")
            try await FleetStage.subscribe(new, to: old)
            try await refused("no subscription green", "--subscription", "green")
            try await refused("hold_timeout, which is 40.0 s", "--deadline", "41s")
            try await run("CREATE TABLE public.more (id int)", at: old)
            try await refused("refused by rule missing-tables: the subscription lacks tables: public.more")
            try await run("CREATE TABLE public.more (id int)", at: new)
            try await run("ALTER SUBSCRIPTION upgrade REFRESH PUBLICATION", at: new)
            try await refused("no primary key or replica identity: public.more")
            try await run("DROP TABLE public.more", at: old)
            try await run("CREATE SEQUENCE public.loose", at: old)
            try await refused("the new cluster lacks sequences: public.loose")
            try await run("DROP SEQUENCE public.loose", at: old)
            try await run("ALTER SUBSCRIPTION upgrade DISABLE", at: new)
            try await refused("refused by rule disabled")
            try await run("ALTER SUBSCRIPTION upgrade ENABLE", at: new)
            let streaming = "SELECT active FROM pg_replication_slots WHERE slot_type = 'logical'"
            #expect(await eventually(within: .seconds(60)) { (try? await stage.value(streaming, at: old)) == "t" })
            let itself = try await stage.agents[0].command([
                "cutover", "--to", old.login("app"), "--from", old.login("app"),
            ])
            #expect(itself.code == 1 && itself.words.contains("refused by rule same-cluster"), "\(itself.words)")
            let secret = try await stage.agents[0].command(["cutover", "--to", "postgres://app:hidden@127.0.0.1/app"])
            #expect(secret.code == 1 && secret.words.contains("leave the password out"), "\(secret.words)")
            #expect(!secret.words.contains("hidden"))
            let prepared = try await stage.agents[0].command("switchover", "prepare")
            #expect(prepared.code == 0, "\(prepared.words)")
            let second = try await stage.cutOver()
            #expect(second.code == 1 && second.words.contains("is under way already"), "\(second.words)")
            let aborted = try await stage.agents[0].command("switchover", "abort")
            #expect(aborted.code == 0, "\(aborted.words)")
            #expect(await stage.letsGo())
            // The password comes by libpq's own means, and the old cluster is where this instance writes to.
            for server in [old, new] { try await run("ALTER ROLE postgres PASSWORD 'by-the-environment'", at: server) }
            let place = stage.agents[0].place
            let looked = try place.start(
                [
                    "\(buildFolder)/pointsman", "cutover", "--check", "--to",
                    "postgres://postgres@127.0.0.1:\(stage.otherPort)/app",
                ],
                environment: [
                    "RUNTIME_DIRECTORY=\(place.runtime)", "PATH=/usr/bin:/bin", "PGPASSWORD=by-the-environment",
                ], output: "look.log")
            #expect(await looked.ended(until: .now + .seconds(60)) == 0)
            let words = contents(of: "\(place.folder)/look.log")
            #expect(words.contains("the new primary is 127.0.0.1:\(stage.otherPort)"), "\(words)")
            #expect(words.contains("nothing was changed"), "\(words)")
            #expect(await stage.writes(more: 20))
            await stage.stopWriting()
            #expect(stage.failures == [])
        }
    }

    @Test("a cutover is refused without fleet_secret_file, and nothing is held")
    func withoutSecret() async throws {
        try await FleetStage.withClusters(1, ["fleet_secret_file": nil]) { stage in
            let refused = try await stage.cutOver()
            #expect(refused.code == 1 && refused.words.contains("set fleet_secret_file"), "\(refused.words)")
            #expect(refused.words.contains("nothing is held"), "\(refused.words)")
        }
    }
}
