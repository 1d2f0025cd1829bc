import Glibc
import LinuxReactor
import PostgresClient
import Synchronization
import Testing

@Suite("A server that misbehaves", .serialized)
struct MisbehavingServerTests {
    @Test(
        "a misdeed in the answer to a statement is named, read only to a limit, and delays nothing else",
        arguments: Misdeed.answers)
    func answers(misdeed: Misdeed) async throws {
        try await expect(misdeed) { connection, deadline in
            _ = try await connection.execute("select 1", until: deadline)
        }
    }

    @Test("a misdeed in answer to joined commands is named, and read only to a limit", arguments: Misdeed.joinedAnswers)
    func joinedAnswers(misdeed: Misdeed) async throws {
        try await expect(misdeed) { connection, deadline in
            let commands = try #require(JoinedCommands(on: connection))
            try commands.send(["select 1", "select 2"])
            try await commands.wait(forAnswers: 1, until: min(deadline, .now + .seconds(3)))
        }
    }

    @Test(
        "a misdeed in the login is named, read and computed only to a limit, and delays nothing else",
        arguments: Misdeed.logins)
    func logins(misdeed: Misdeed) async throws {
        try await expect(misdeed) { _, _ in }
    }

    @Test(
        "a misdeed on an idle connection is named, read only to a limit, and delays nothing else",
        arguments: Misdeed.unasked)
    func unasked(misdeed: Misdeed) async throws {
        try await expect(misdeed) { connection, deadline in
            if let error = await connection.idle(until: deadline) { throw error }
        }
    }

    @Test("a query to a server that drips bytes ends at its deadline, and so does an idle wait")
    func drip() async throws {
        let server = try ScriptedServer { peer in
            peer.begin()
            while peer.send(ScriptedPeer.message("S", Array("a\0b\0".utf8))) { usleep(1_000) }
        }
        defer { server.stop() }
        try await Reactor.run {
            let connection = try await PostgresConnection.connect(server.parameters(), until: .now + .seconds(30))
            let error = await #expect(throws: PostgresError.self) {
                _ = try await connection.execute("select 1", until: .now + .milliseconds(200))
            }
            #expect(error?.code == .deadline)
            let begin = ContinuousClock.now
            #expect(await connection.idle(until: .now + .milliseconds(200)) == nil)
            #expect(ContinuousClock.now - begin < .seconds(20))
        }
    }

    @Test("a costly login that was given up does not delay the next login")
    func nextLogin() async throws {
        let count = Atomic(0)
        let server = try ScriptedServer { peer in
            count.add(1, ordering: .relaxed)
            _ = Misdeed.logins[0].script(peer)
        }
        defer { server.stop() }
        for _ in 0..<3 {
            await #expect(throws: PostgresError.self) {
                _ = try await PostgresConnection.connect(server.parameters(), until: .now + .milliseconds(300))
            }
        }
        #expect(count.load(ordering: .relaxed) == 3)
    }

    @Test("a login that asks for too many rounds of SCRAM ends early, and no other begins there for a while")
    func rounds() async throws {
        let count = Atomic(0)
        let server = try ScriptedServer { peer in
            count.add(1, ordering: .relaxed)
            _ = Misdeed.logins[0].script(peer)
        }
        defer { server.stop() }
        let begin = ContinuousClock.now
        for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) {
                _ = try await PostgresConnection.connect(
                    server.parameters(), until: begin + .seconds(60), computing: 10_000)
            }
            #expect(error?.code == .misbehaving(.costlyLogin))
        }
        #expect(ContinuousClock.now - begin < .seconds(30))
        #expect(count.load(ordering: .relaxed) == 1)
    }

    /// What a flood may get rid of: the limit of what is read, and what the kernel keeps in between.
    private static let mostBytes = 32 << 20

    /// Has `misdeed` done to `body`, and looks at what came of it and at what went on beside.
    @Reactor
    private func expect(
        _ misdeed: Misdeed,
        _ body: @Reactor (PostgresConnection, ContinuousClock.Instant) async throws -> Void
    ) async throws {
        let sent = Mutex<Int?>(nil)
        let server = try ScriptedServer { peer in
            let count = misdeed.script(peer)
            sent.withLock { $0 = count }
        }
        defer { server.stop() }
        let pulse = Pulse()
        let begin = ContinuousClock.now
        let deadline = begin + .seconds(8)
        var connection: PostgresConnection?
        let error = await #expect(throws: PostgresError.self) {
            let link = try await PostgresConnection.connect(
                server.parameters(), until: deadline, reading: PostgresConnection.memberBytes)
            connection = link
            try await body(link, deadline)
        }
        let end = ContinuousClock.now
        connection = nil
        #expect(error?.code == misdeed.code, "\(String(describing: error))")
        #expect(end - begin < .seconds(20))
        // All tests of this process share the reactor: what is done on it for a misdeed would take minutes, or never end.
        #expect(pulse.stop() < .seconds(10))
        // The other end learns that the link is gone.
        while sent.withLock({ $0 }) == nil, ContinuousClock.now < end + .seconds(20) {
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
        let count = try #require(sent.withLock { $0 })
        #expect(count < Self.mostBytes)
        _ = connection
    }
}

/// Beats on the reactor, and notes its longest pause.
@Reactor
private final class Pulse {
    private var longest = Duration.zero
    private var task: Task<Void, Never>?

    init() {
        task = Reactor.task {
            var last = ContinuousClock.now
            while !Task.isCancelled {
                await Reactor.sleep(until: .now + .milliseconds(5))
                self.longest = max(self.longest, .now - last)
                last = .now
            }
        }
    }

    /// - Returns: the longest time between two beats.
    func stop() -> Duration {
        task?.cancel()
        return longest
    }
}
