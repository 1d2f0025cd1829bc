import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("The dead man's handle, on a real PgBouncer")
struct GuardTests {
    @Test("resumes what is held when the pipe ends, and nothing else", arguments: ["app", "Odd-name"])
    func resumes(database: String) async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            _ = try await console.execute("PAUSE \"\(database)\"", until: .now + .seconds(30))
            #expect(try await Self.paused(console) == [database])

            let armed = try await pooler.console()
            let handle = try Self.startGuard(
                socket: armed.socket, saying: "hold other\nrelease other\nhold \(database)\n")
            #expect(await handle.ended(until: .now + .seconds(60)) == 0)
            #expect(try await Self.paused(console) == [])
        }
    }

    @Test("leaves alone what the agent had released, since somebody else may hold it")
    func leavesReleased() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            _ = try await console.execute("PAUSE app", until: .now + .seconds(30))
            let armed = try await pooler.console()
            let handle = try Self.startGuard(socket: armed.socket, saying: "hold app\nrelease app\n")
            #expect(await handle.ended(until: .now + .seconds(60)) == 0)
            #expect(try await Self.paused(console) == ["app"])
        }
    }

    @Test("ends when its console does, so that the agent starts another")
    func consoleGone() async throws {
        try await withPooler { pooler in
            let armed = try await pooler.console()
            let pipe = try Descriptor.pipe()
            let handle = try Self.start(reading: pipe.reading.number, socket: armed.socket)
            pooler.process.signal(SIGKILL)
            #expect(await handle.ended(until: .now + .seconds(60)) == 1)
        }
    }

    /// Starts the guard with `words` on its pipe and the pipe's end behind them, which is what an agent's death leaves.
    @Reactor
    private static func startGuard(socket: Int32, saying words: String) throws -> ChildProcess {
        let pipe = try Descriptor.pipe()
        write(pipe.writing.number, words, words.utf8.count)
        return try start(reading: pipe.reading.number, socket: socket)
    }

    @Reactor
    private static func start(reading pipe: Int32, socket: Int32) throws -> ChildProcess {
        return try ChildProcess(
            .init("\(buildFolder)/pointsman-guard", [], environment: [], descriptors: [pipe, nil, nil, socket]))
    }

    /// Where `swift test` has put the programs.
    @Reactor
    private static func paused(_ console: PostgresConnection) async throws -> [String] {
        let shown = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))
        return shown[0].rows.indices.filter { shown[0].value("paused", row: $0) == "1" }
            .compactMap { shown[0].value("name", row: $0) }
    }
}
