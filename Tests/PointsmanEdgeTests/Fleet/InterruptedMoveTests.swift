import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Planned moves of a real fleet that a signal or the deadline ends", .serialized)
struct InterruptedMoveTests {
    @Test("a signal amid a cutover's replay has all clients go on at the old cluster", arguments: [SIGTERM, SIGINT])
    func replaySignalled(signal: Int32) async throws {
        try await FleetStage.withClusters(2) { stage in
            stage.write()
            #expect(await stage.writes(more: 50))
            let blocker = try await stage.stopReplay()
            let cutover = try stage.beginCutOver("--deadline", "30s")
            #expect(await stage.isLocked(), "\(cutover.words)")
            #expect(await stage.status(1, has: "\"state\": \"kept\""))
            cutover.process.signal(signal)
            #expect(await cutover.process.ended(until: .now + .seconds(60)) == 128 + signal, "\(cutover.words)")
            #expect(cutover.words.contains("the old cluster takes writes again"), "\(cutover.words)")
            try await stage.goesOn(without: blocker)
        }
    }

    @Test("a cutover whose deadline comes amid the replay ends with 1, and all clients go on at the old cluster")
    func deadline() async throws {
        try await FleetStage.withClusters(2) { stage in
            stage.write()
            #expect(await stage.writes(more: 50))
            let blocker = try await stage.stopReplay()
            let done = try await stage.cutOver("--deadline", "15s")
            #expect(done.code == 1, "\(done.words)")
            for words in [
                "the new cluster has replayed ", " only, and the old one is at ", "the old cluster takes writes again",
            ] { #expect(done.words.contains(words), "\(done.words)") }
            try await stage.goesOn(without: blocker)
        }
    }

    @Test("a signal while the fleet still drains for a cutover leaves no client held")
    func cutoverSignalled() async throws {
        try await FleetStage.withClusters(2, ["drain_timeout": "20s"]) { stage in
            try await stage.ends(SIGTERM) { try stage.beginCutOver("--deadline", "30s") }
        }
    }

    @Test("a signal to switchover prepare while the fleet still drains leaves no client held")
    func prepareSignalled() async throws {
        try await FleetStage.with(2, ["drain_timeout": "20s"]) { stage in
            try await stage.ends(SIGINT) { try stage.agents[0].begin(["switchover", "prepare", "--for", "30s"]) }
        }
    }

    @Test(
        "a signal while Patroni is asked gives the switchover up, and writes go on at the old primary",
        arguments: [SIGTERM, SIGINT])
    func switchoverSignalled(signal: Int32) async throws {
        try await Self.withSlowPatroni(2) { stage, patroni in
            let move = try stage.agents[0].begin(["switchover", "--to", "127.0.0.1:\(stage.otherPort)", "--for", "30s"])
            #expect(await eventually(within: .seconds(30)) { patroni.isAsked }, "\(move.words)")
            let asked = ContinuousClock.now
            move.process.signal(signal)
            #expect(await move.process.ended(until: .now + .seconds(60)) == 128 + signal, "\(move.words)")
            #expect(await stage.letsGo())
            #expect(await stage.writes(more: 50))
            #expect(ContinuousClock.now - asked < .seconds(20), "they waited for the deadline")
            #expect(move.words.contains("Patroni is asked\n") && !move.words.contains("moved: "), "\(move.words)")
            try await stage.stays()
        }
    }

    @Test("a switchover that Patroni does not end by the deadline ends with 1, and writes go on at the old primary")
    func switchoverDeadline() async throws {
        try await Self.withSlowPatroni(2) { stage, patroni in
            let move = try await stage.agents[0].command(
                "switchover", "--to", "127.0.0.1:\(stage.otherPort)", "--for", "3s")
            #expect(patroni.isAsked && move.code == 1, "\(move.words)")
            #expect(await stage.letsGo())
            #expect(await stage.writes(more: 50))
            try await stage.stays()
        }
    }

    @Test("switchover prepare tells which instance it waits for while that one drains")
    func progress() async throws {
        try await FleetStage.with(2, ["drain_timeout": "20s"]) { stage in
            let open = try await stage.client(stage.ports[1])
            _ = try await open.execute("BEGIN; SELECT txid_current()", until: .now + .seconds(60))
            let prepare = try stage.agents[0].begin(["switchover", "prepare", "--for", "30s"])
            #expect(
                await eventually(within: .seconds(15)) { prepare.words.contains("1 of 2 instances hold; waiting for ") }
            )
            _ = try await open.execute("COMMIT", until: .now + .seconds(60))
            #expect(await prepare.process.ended(until: .now + .seconds(60)) == 0, "\(prepare.words)")
            // Each line once, though it is asked for four times a second.
            let lines = prepare.words.split(separator: "\n")
            #expect(Set(lines).count == lines.count, "\(prepare.words)")
            #expect(lines.last?.hasPrefix("prepared: 2 instances hold, ") == true, "\(prepare.words)")
            let aborted = try await stage.agents[0].command("switchover", "abort")
            #expect(aborted.code == 0, "\(aborted.words)")
            #expect(await stage.letsGo())
        }
    }

    /// Runs `body` with a fleet that writes, beside a Patroni that never ends a switchover.
    @Reactor
    private static func withSlowPatroni(
        _ count: Int, _ body: @Reactor (FleetStage, SlowPatroni) async throws -> Void
    ) async throws {
        let patroni = try SlowPatroni()
        defer { patroni.stop() }
        try await FleetStage.with(count, ["second_opinions": "patroni:\(patroni.port)"]) { stage in
            patroni.know(leader: stage.primary.port, replica: stage.otherPort)
            stage.reads = false
            for index in stage.agents.indices { #expect(await stage.status(index, has: "\"standing\": \"standby\"")) }
            stage.write()
            #expect(await stage.writes(more: 50))
            try await body(stage, patroni)
        }
    }
}

extension FleetStage {
    fileprivate func beginCutOver(_ words: String...) throws -> Program.Begun {
        try agents[0].begin(["cutover", "--to", other.login("app"), "--from", primary.server.login("app")] + words)
    }

    /// Expects that a command which has the fleet drain, and is ended by `signal` amid that, leaves no client held.
    fileprivate func ends(_ signal: Int32, _ begin: @Reactor () throws -> Program.Begun) async throws {
        write()
        #expect(await writes(more: 50))
        let open = try await client(ports[1])
        _ = try await open.execute("BEGIN; SELECT txid_current()", until: .now + .seconds(60))
        let command = try begin()
        #expect(await status(1, has: "\"state\": \"draining\""), "\(command.words)")
        command.process.signal(signal)
        #expect(await command.process.ended(until: .now + .seconds(60)) == 128 + signal, "\(command.words)")
        _ = try await open.execute("COMMIT", until: .now + .seconds(60))
        let ended = ContinuousClock.now
        #expect(await letsGo())
        #expect(await writes(more: 50))
        #expect(ContinuousClock.now - ended < .seconds(10), "they waited for the deadline")
        await stopWriting()
        #expect(failures == [])
    }

    /// Keeps the subscription from writing, in a way that no check looks at.
    /// - Returns: the session whose lock does it.
    fileprivate func stopReplay() async throws -> PostgresConnection {
        let session = try await other.connect(to: "app")
        _ = try await session.execute(
            "BEGIN; LOCK TABLE public.ledger IN EXCLUSIVE MODE", until: .now + .seconds(60))
        return session
    }

    /// Suspends until the old cluster refuses writes.
    fileprivate func isLocked() async -> Bool {
        await eventually(within: .seconds(30)) {
            (try? await value("SHOW default_transaction_read_only", at: primary.server)) == "on"
        }
    }

    /// Expects that all clients write at the old cluster, that none has noticed anything, and that nothing is left behind.
    fileprivate func goesOn(without blocker: PostgresConnection) async throws {
        #expect(await letsGo())
        #expect(await writes(more: 50))
        await stopWriting()
        #expect(failures == [])
        _ = try await blocker.execute("ROLLBACK", until: .now + .seconds(60))
        #expect(try await value("SELECT count(*) FROM public.ledger", at: primary.server) == "\(writes)")
        #expect(try await value("SELECT count(*) FROM pg_replication_slots", at: other) == "0")
        for agent in agents { await agent.readiness(200) }
    }

    /// Expects that writes have stayed where they were, and that no client has noticed anything.
    fileprivate func stays() async throws {
        await stopWriting()
        #expect(failures == [])
        for index in agents.indices { #expect(await status(index, has: "\"primary\": \"127.0.0.1:\(primary.port)\"")) }
        for agent in agents { await agent.readiness(200) }
    }
}
