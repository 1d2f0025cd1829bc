import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("The guard (dead man's handle), on a real PgBouncer")
struct GuardTests {
    @Test(
        "the guard resumes the database that is still held when the agent's pipe closes",
        arguments: ["app", "Odd-name"])
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

    @Test("the guard makes a suspended PgBouncer accept connections again when the agent's pipe closes")
    func suspended() async throws {
        try await withPooler { pooler in
            let armed = try await pooler.console()
            let commands = try #require(JoinedCommands(on: try await pooler.console()))
            try commands.send(["SHOW VERSION", "SUSPEND"])
            try await commands.wait(forAnswers: 2, until: .now + .seconds(60))
            let isAccepting = { () async -> Bool in
                (try? await PostgresConnection.connect(
                    [("host", pooler.folder), ("port", "6432"), ("user", "console"), ("dbname", "pgbouncer")],
                    until: .now + .milliseconds(500))) != nil
            }
            #expect(await !isAccepting())
            let handle = try Self.startGuard(socket: armed.socket, saying: "hold app\nhold *\n")
            #expect(await handle.ended(until: .now + .seconds(60)) == 0)
            #expect(await isAccepting())
        }
    }

    @Test("the guard leaves a database paused if the agent had released it, since another owner may hold it")
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

    @Test("the guard exits when its console connection ends")
    func consoleGone() async throws {
        try await withPooler { pooler in
            let armed = try await pooler.console()
            let pipe = try Descriptor.pipe()
            let handle = try Self.start(reading: pipe.reading.number, socket: armed.socket)
            pooler.process.signal(SIGKILL)
            #expect(await handle.ended(until: .now + .seconds(60)) == 1)
        }
    }

    @Test("the guard releases clients at the agent's limit, lowers query_wait_timeout and closes the agent's console")
    func timeIsOver() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            _ = try await console.execute("PAUSE app", until: .now + .seconds(30))
            let (armed, commands) = (try await pooler.console(), try await pooler.console())
            let pipe = try Descriptor.pipe()
            let handle = try Self.start(
                reading: pipe.reading.number, socket: armed.socket, commands: commands.socket)
            Self.say("hold app\nuntil \(Self.bootTime + 300_000_000)\n", to: pipe.writing.number)
            #expect(try await Self.paused(console) == ["app"])
            #expect(await handle.ended(until: .now + .seconds(60)) == 2)
            #expect(try await Self.paused(console) == [])
            let keys = try await console.execute("SHOW CONFIG", until: .now + .seconds(30))[0]
            let row = keys.rows.indices.first { keys.value("key", row: $0) == "query_wait_timeout" }
            #expect(row.flatMap { keys.value("value", row: $0) } == "1")
            await #expect(throws: PostgresError.self) {
                try await commands.execute("SHOW VERSION", until: .now + .seconds(30))
            }
        }
    }

    @Test("a guard with guest databases releases clients, ends those that still wait and changes no PgBouncer setting")
    func timeIsOverAsGuest() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            _ = try await console.execute("PAUSE app", until: .now + .seconds(30))
            let began = ContinuousClock.now
            let client = Reactor.task {
                try await PostgresConnection.connect(
                    [("host", pooler.folder), ("port", "6432"), ("user", "console"), ("dbname", "app")],
                    until: .now + .seconds(60))
            }
            let armed = try await pooler.console()
            let pipe = try Descriptor.pipe()
            let handle = try Self.start(reading: pipe.reading.number, socket: armed.socket)
            Self.say("guest of-others\nhold app\nuntil \(Self.bootTime + 300_000_000)\n", to: pipe.writing.number)
            #expect(await handle.ended(until: .now + .seconds(60)) == 2)
            #expect(try await Self.paused(console) == [])
            await #expect(throws: PostgresError.self) { _ = try await client.value }
            // PgBouncer's own limits are one and two minutes.
            #expect(ContinuousClock.now - began < .seconds(30))
            #expect(try await Self.setting("query_wait_timeout", console) == "120")
        }
    }

    @Test("the guard restores a temporary setting when the agent dies, unless the agent has withdrawn the undo")
    func undoes() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            let usual = try await Self.setting("idle_transaction_timeout", console)
            for (words, value) in [
                (
                    "undo idle_transaction_timeout SET idle_transaction_timeout='\(usual ?? "")'\nundo other none\n",
                    usual
                ),
                (
                    "undo idle_transaction_timeout SET idle_transaction_timeout='7'\nundo other SHOW VERSION\n"
                        + "undo idle_transaction_timeout none\n", "0.2"
                ),
            ] {
                _ = try await console.execute("SET idle_transaction_timeout='0.2'", until: .now + .seconds(30))
                let armed = try await pooler.console()
                let handle = try Self.startGuard(socket: armed.socket, saying: words)
                #expect(await handle.ended(until: .now + .seconds(60)) == 0)
                #expect(try await Self.setting("idle_transaction_timeout", console) == value)
            }
        }
    }

    @Reactor
    private static func setting(_ key: String, _ console: PostgresConnection) async throws -> String? {
        let keys = try await console.execute("SHOW CONFIG", until: .now + .seconds(30))[0]
        let row = keys.rows.indices.first { keys.value("key", row: $0) == key }
        return row.flatMap { keys.value("value", row: $0) }
    }

    @Test("a guard that was stopped reads all that the agent wrote before it checks the time limit")
    func lateGuard() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            _ = try await console.execute("PAUSE app", until: .now + .seconds(30))
            let armed = try await pooler.console()
            let pipe = try Descriptor.pipe()
            let answers = try Descriptor.pipe()
            let handle = try Self.start(
                reading: pipe.reading.number, answering: answers.writing.number, socket: armed.socket)
            handle.signal(SIGSTOP)
            let soon = Self.bootTime + 20_000_000
            Self.say("hold app\nuntil \(soon)\n", to: pipe.writing.number)
            while Self.bootTime < soon { await Reactor.sleep(until: .now + .milliseconds(1)) }
            Self.say("release app\nuntil further-notice\nping\n", to: pipe.writing.number)
            handle.signal(SIGCONT)
            var answer: [UInt8] = [0]
            let waiter = Waiter()
            #expect(await waiter.wait(on: answers.reading.number, until: .now + .seconds(60)) == .ready)
            #expect(read(answers.reading.number, &answer, 1) == 1 && answer == [UInt8(ascii: "\n")])
            #expect(await handle.ended(until: .now) == nil)
            #expect(try await Self.paused(console) == ["app"])
        }
    }

    @Test("the guard waits only seconds for a stopped PgBouncer, which runs the guard's RESUMEs once it goes on")
    func stuckPooler() async throws {
        try await withPooler { pooler in
            let console = try await pooler.console()
            _ = try await console.execute("PAUSE app", until: .now + .seconds(30))
            _ = try await console.execute("PAUSE \"Odd-name\"", until: .now + .seconds(30))
            let armed = try await pooler.console()
            let pipe = try Descriptor.pipe()
            pooler.process.signal(SIGSTOP)
            let handle = try Self.start(reading: pipe.reading.number, socket: armed.socket)
            Self.say("hold app\nhold Odd-name\nuntil \(Self.bootTime)\n", to: pipe.writing.number)
            #expect(await handle.ended(until: .now + .seconds(60)) == 2)
            pooler.process.signal(SIGCONT)
            _ = try await eventually { try await Self.paused(console).isEmpty }
            #expect(try await Self.paused(console) == [])
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
    private static func start(
        reading pipe: Int32, answering answers: Int32? = nil, socket: Int32, commands: Int32? = nil
    ) throws -> ChildProcess {
        return try ChildProcess(
            .init(
                "\(buildFolder)/pointsman-guard", [], environment: [],
                descriptors: [pipe, answers, nil, socket, nil, commands]))
    }

    private static func say(_ words: String, to pipe: Int32) {
        #expect(write(pipe, words, words.utf8.count) == words.utf8.count)
    }

    /// The time since the machine's start, in nanoseconds, as the guard reads it.
    private static var bootTime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Where `swift test` has put the programs.
    @Reactor
    private static func paused(_ console: PostgresConnection) async throws -> [String] {
        let shown = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))
        return shown[0].rows.indices.filter { shown[0].value("paused", row: $0) == "1" }
            .compactMap { shown[0].value("name", row: $0) }
    }
}
