import LinuxReactor
import PointsmanFormats
import PointsmanSimulation
import PostgresClient
import TestServers

/// The real PgBouncer before two real servers, with console connections and clients like anybody's.
@Reactor
final class RealPooler: @Reactor ContractPooler {
    private let pooler: TestPooler
    private let servers: ContractServers
    private let console: ContractConsole
    private var clients: [Int: ContractClient] = [:]
    private var lastPause: ContractPause?
    private var totals: TotalsRow?
    /// The console that waits for the answer to SUSPEND, which ends with it.
    private var suspending: JoinedCommands?
    /// How many logins had failed before the last thing that was done.
    private var failedLogins = 0
    /// How long what must be so soon may take.
    var patience = Duration.seconds(60)

    static func files(in folder: String, _ servers: ContractServers, first: Bool = false) -> [String: String] {
        let files = PoolerFiles(
            users: ["console": "", "app": ""],
            keys: """
                pool_mode = transaction
                default_pool_size = 4
                server_login_retry = 0.02
                server_connect_timeout = 600
                """, including: ["databases.ini"], first: first)
        let databases = databases(writes: Self.line(servers.ports[0], fenced: false), servers)
        return files.texts(in: folder).merging(["databases.ini": databases]) { $1 }
    }

    init(_ pooler: TestPooler, _ servers: ContractServers) async throws {
        self.pooler = pooler
        self.servers = servers
        console = ContractConsole(connection: try await pooler.console())
    }

    @Reactor func perform(_ step: ContractStep) async throws -> String? {
        switch step {
        case .isPaused, .isServed, .isWaiting, .isUnanswered, .isDropped, .isConnected, .pauseIsAnswered, .isLinked,
            .isLoggingIn,
            .loginFails, .isPatient, .hasCounted:
            return try await look(step)
        default:
            failedLogins = countFailedLogins()
            return try await act(step)
        }
    }

    // What is done

    private func act(_ step: ContractStep) async throws -> String? {
        switch step {
        case .pause(let database, let expected): return try await pause(database, expected)
        case .resume(let database, let expected):
            let reply = try await reply(to: "RESUME \(database)")
            return reply == expected ? nil : "the console says \(reply), not \(expected)"
        case .kill(let database): _ = try await console.ask("KILL \(database)")
        case .disable(let database, let isDisabled):
            _ = try await console.ask("\(isDisabled ? "DISABLE" : "ENABLE") \(database)")
        // From 1.25 on it answers with an error where it could not read its file; what came of it is looked at by what follows.
        case .reload: _ = try? await console.ask("RELOAD")
        case .includeFirst:
            let text = Self.files(in: pooler.folder, servers, first: true)["pgbouncer.ini"] ?? ""
            try pooler.write(text, to: "pgbouncer.ini")
        case .noteTotals: totals = try await console.totals()
        case .shortenPatience: _ = try await console.ask("SET query_wait_timeout=1")
        case .setLoginRetry(let isLong):
            _ = try await console.ask("SET server_login_retry='\(isLong ? "3600" : "0.02")'")
        case .setMinimum(let isKept): _ = try await console.ask("SET min_pool_size=\(isKept ? 1 : 0)")
        case .endHold:
            let commands = JoinedCommands(on: try await pooler.console())
            suspending = commands
            try commands?.send(["RESUME writes", "SUSPEND"])
            try await commands?.wait(forAnswers: 1, until: .now + patience)
            return commands?.answers.first == .done ? nil : "RESUME is refused"
        case .resumeAll(let expected):
            let reply = try await reply(to: "RESUME")
            suspending = nil
            return reply == expected ? nil : "the console says \(reply), not \(expected)"
        case .lead(let server, let fenced):
            let line = server.map { Self.line(servers.ports[$0.rawValue], fenced: fenced) } ?? Self.nowhere
            try pooler.write(Self.databases(writes: line, servers), to: "databases.ini")
        case .removeWrites: try pooler.write(Self.databases(writes: nil, servers), to: "databases.ini")
        case .spoilFile: try pooler.spoil("databases.ini")
        case .loseFile: try pooler.lose("databases.ini")
        case .begin(let client): try await send("BEGIN; \(Self.insert)", as: client)
        case .commit(let client): try await send("\(Self.insert); COMMIT", as: client)
        case .ask(let client): try await send(Self.insert, as: client)
        case .send(let number):
            await client(number).send(Self.insert)
            try await console.settle()
        case .crash(let server):
            await servers.crash(server)
            return try await look(.isLinked(to: server, false))
        case .start(let server): try await servers.start(server)
        case .hang(let server, let isHung): servers.hang(server, isHung)
        case .turnAway(let server, let isTurning): try await servers.turnAway(server, isTurning)
        default: return "\(step) is nothing to be done"
        }
        return nil
    }

    private func reply(to command: String) async throws -> ConsoleReply {
        do throws(PostgresError) {
            _ = try await console.ask(command)
            return .done
        } catch {
            guard error.code == .server else { throw error }
            return .error
        }
    }

    private func pause(_ database: ContractStep.Database, _ expected: ConsoleReply) async throws -> String? {
        let pause = ContractPause(database, on: try await pooler.console())
        lastPause = pause
        let limit = ContinuousClock.now + patience
        // A PAUSE that waits has reached PgBouncer once the database is paused.
        while pause.answer == .waits, .now < limit {
            if expected == .waits, try await console.isPaused(database) { break }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
        try await console.settle()
        return pause.answer == expected ? nil : "the console says \(pause.answer), not \(expected)"
    }

    /// Sends `sql` and suspends until PgBouncer has read it.
    private func send(_ sql: String, as number: Int) async throws {
        let client = client(number)
        await client.send(sql)
        let limit = ContinuousClock.now + patience
        while client.isUnderWay, try await !console.hasHeard(client: number), .now < limit {
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
    }

    private func client(_ number: Int) -> ContractClient {
        if let known = clients[number] { return known }
        let client = ContractClient([
            ("host", pooler.folder), ("port", "6432"), ("user", "app"), ("dbname", "writes"),
            ("application_name", "client \(number)"),
        ])
        clients[number] = client
        return client
    }

    // What must be so

    private func look(_ step: ContractStep) async throws -> String? {
        let limit = ContinuousClock.now + patience
        if Self.mustLast(step) {
            try await console.settle()
            return try await isSo(step) ? nil : "\(step) is not so"
        }
        while true {
            if try await isSo(step) { return nil }
            if ContinuousClock.now > limit { return "\(step) is not so" }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
    }

    /// What does not become so, but has stayed so.
    private static func mustLast(_ step: ContractStep) -> Bool {
        switch step {
        case .hasCounted(false), .isWaiting, .isUnanswered, .isConnected, .pauseIsAnswered(false), .isLoggingIn(false),
            .isPaused:
            true
        default: false
        }
    }

    private func isSo(_ step: ContractStep) async throws -> Bool {
        switch step {
        case .isPaused(let database, let isPaused): try await console.isPaused(database) == isPaused
        case .isServed(let number, let server): client(number).servedBy == servers.ports[server.rawValue]
        case .isWaiting(let number):
            try await console.isWaiting(client: number) && client(number).isUnderWay && client(number).hearsNothing
        case .isUnanswered(let number): client(number).isUnderWay && client(number).hearsNothing
        case .isDropped(let number): await client(number).isDropped()
        case .isConnected(let number): client(number).isConnected
        case .pauseIsAnswered(let isAnswered): lastPause.map { ($0.answer != .waits) == isAnswered } ?? false
        case .isLinked(let server, let isLinked):
            try await console.isLinked(toPort: servers.ports[server.rawValue]) == isLinked
        case .isLoggingIn(let isLoggingIn): try await console.isLoggingIn() == isLoggingIn
        case .loginFails: countFailedLogins() > failedLogins
        case .isPatient(let isPatient): try await console.isPatient() == isPatient
        case .hasCounted(let hasCounted): try await (console.totals() != totals) == hasCounted
        default: false
        }
    }

    /// How many logins have failed, as PgBouncer's log tells; its console doesn't.
    private func countFailedLogins() -> Int {
        let reasons = ["connect failed", "login failed", "server conn crashed?", "pause mode"].map {
            "closing because: \($0)"
        }
        return pooler.log.split(separator: "\n").count { line in
            line.contains(" S-") && line.contains(": writes/") && reasons.contains { line.contains($0) }
        }
    }

    // The file

    private static let insert = "INSERT INTO ledger DEFAULT VALUES RETURNING current_setting('port') AS port"
    private static let nowhere = "host=/dev/null port=1"
    private static let fence = " connect_query='SELECT pg_terminate_backend(pg_backend_pid())'"

    private static func line(_ port: UInt16, fenced: Bool) -> String {
        "host=127.0.0.1 port=\(port)\(fenced ? fence : "")"
    }

    private static func databases(writes: String?, _ servers: ContractServers) -> String {
        let lines = [writes.map { "writes = \($0)" }, "reads = host=127.0.0.1 port=\(servers.ports[0])"]
        return (["[databases]"] + lines.compactMap { $0.map { "\($0) dbname=postgres" } }).joined(separator: "\n")
            + "\n"
    }
}
