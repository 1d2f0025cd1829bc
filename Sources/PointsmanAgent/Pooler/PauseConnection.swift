import LinuxReactor
import PointsmanFormats
import PostgresClient

/// A console connection that is kept ready for one thing: PAUSE of its databases.
///
/// PgBouncer answers PAUSE of a database that is in use when the last server connection of all paused databases is free,
/// and never if another console has sent RESUME meanwhile. So a PAUSE has a connection of its own, which is closed when
/// the PAUSE is abandoned. Many databases share one: PgBouncer takes the next command while a PAUSE waits, answers PAUSE
/// of an idle database at once, and all those that wait together. That takes a link that is not encrypted.
@Reactor
final class PauseConnection {
    /// Those that are paused together; one where the link is encrypted.
    let databases: [String]
    private let login: Login
    private var connection: PostgresConnection?
    /// The sender of many commands in one write; nil for one database.
    private var joined: JoinedCommands?
    private var state = State.open
    private var isClosed = false

    /// What has become of the PAUSE.
    private enum State {
        /// None was sent, or it was given up.
        ///
        /// Becomes `waiting` by a PAUSE, `held` if an earlier agent has left one.
        case open
        /// It waits for its answer. `isHeld`: an earlier one was answered, and nothing is known to have ended that. `isReleased`: a
        /// RESUME is under way on another connection, so that an answer says nothing any more.
        ///
        /// Becomes `held` by its answer, `open` if it is given up, and what it was before if it fails.
        case waiting(Task<Void, any Error>, isHeld: Bool, isReleased: Bool = false)
        /// The PAUSE of each database was answered, and nothing is known to have ended one since.
        ///
        /// Becomes `open` if it is given up, `waiting` by another PAUSE.
        case held
    }

    /// The most bytes of what is sent at once, less than PgBouncer's buffer (`pkt_buf`, 4096 bytes): what is in it is executed before
    /// those that wait are answered, so that they have one answer together.
    private static let mostBytes = 3_800

    init(databases: [String], login: Login) {
        self.databases = databases
        self.login = login
    }

    /// Opens as many connections as the PAUSE of `names` takes.
    static func open(
        for names: [String], login: Login, until deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> [PauseConnection] {
        var (connections, rest) = ([PauseConnection](), names[...])
        while !rest.isEmpty {
            let connection = PauseConnection(databases: together(rest), login: login)
            try await connection.open(until: deadline)
            guard connection.databases.count == 1 || connection.joined != nil else {
                for name in rest {
                    let single = PauseConnection(databases: [name], login: login)
                    try await single.open(until: deadline)
                    connections.append(single)
                }
                return connections
            }
            connections.append(connection)
            rest = rest.dropFirst(connection.databases.count)
        }
        return connections
    }

    /// As many of the first of `names` as one connection takes.
    private static func together(_ names: ArraySlice<String>) -> [String] {
        var bytes = 0
        return Array(
            names.prefix { name in
                bytes += query(of: name)
                return bytes <= mostBytes
            })
    }

    /// The bytes of the command to pause `name` on the wire: a type, a length, and a NUL besides its text.
    private static func query(of name: String) -> Int { ConsoleVerb.pause(name).text.utf8.count + 6 }

    /// Whether a PAUSE waits for its answer.
    var isWaiting: Bool { waiting != nil }

    private var waiting: Task<Void, any Error>? { if case .waiting(let task, _, _) = state { task } else { nil } }

    /// Whether the PAUSE of each database was answered, and nothing is known to have ended one since.
    var isHeld: Bool {
        switch state {
        case .open: false
        case .waiting(_, let isHeld, _): isHeld
        case .held: true
        }
    }

    /// Takes that an earlier agent has left the databases paused.
    func takeHeld() { state = .held }

    /// Connects, if it is not connected.
    func open(until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        if connection == nil, !isClosed {
            let opened = try await login.connect(until: deadline)
            connection = opened
            joined = databases.count > 1 ? JoinedCommands(on: opened) : nil
        }
        if isClosed {
            drop()
            throw PostgresError(code: .cancelled, message: "the session with PgBouncer's console is over")
        }
    }

    /// Sends PAUSE, unless one waits already, and suspends until PgBouncer answers. Throws if the PAUSE fails or is
    /// abandoned.
    func pause() async throws {
        if let waiting { return try await waiting.value }
        try await open(until: .now + .seconds(2))
        guard let connection else { return }
        // It has no time limit of its own: the core decides when to abandon it.
        let task = Reactor.immediateTask {
            let limit = ContinuousClock.now + .seconds(86_400)
            if let joined = self.joined {
                try await self.pauseAll(joined, until: limit)
            } else {
                for database in self.databases {
                    _ = try await connection.execute(ConsoleVerb.pause(database).text, until: limit)
                }
            }
        }
        state = .waiting(task, isHeld: isHeld)
        let result = await task.result
        guard case .waiting(task, let wasHeld, let isReleased) = state else { throw ConsoleError(Self.givenUp) }
        state = wasHeld ? .held : .open
        guard !isReleased else {
            renew()
            throw ConsoleError(Self.givenUp)
        }
        if case .failure(let error) = result {
            drop()
            throw error
        }
        state = .held
    }

    /// Sends all in one write, and at its end a command that is answered at once: if fewer have their answers by then, one
    /// more answer comes for all that wait.
    private func pauseAll(_ joined: JoinedCommands, until limit: ContinuousClock.Instant) async throws {
        let first = joined.answers.count
        try joined.send(databases.map { ConsoleVerb.pause($0).text } + [ShowCommand.version.statement])
        while !joined.tags[first...].contains("SHOW") {
            try await joined.wait(forAnswers: joined.answers.count + 1, until: limit)
        }
        let atOnce = joined.tags[first...].firstIndex(of: "SHOW").map { $0 - first } ?? 0
        if atOnce < databases.count { try await joined.wait(forAnswers: first + atOnce + 2, until: limit) }
        for case .refused(let words) in joined.answers[first...] where !Self.isAbsence(words) {
            throw ConsoleError(words)
        }
    }

    /// Whether the database isn't there yet, since PgBouncer hasn't read the file: then it has no client that goes on.
    private static func isAbsence(_ words: String) -> Bool { words.contains("no such database") }

    /// Resumes `names` in one write, after which their PAUSE is to be given up.
    /// - Returns: false if this connection can't.
    func resume(_ names: [String], until deadline: ContinuousClock.Instant) async throws -> Bool {
        // Its answers would be taken for those of a PAUSE that waits.
        guard let joined, waiting == nil else { return false }
        let first = joined.answers.count
        do {
            try joined.send(names.map { ConsoleVerb.resume($0).text })
            try await joined.wait(forAnswers: first + names.count, until: deadline)
        } catch {
            drop()
            throw error
        }
        for case .refused(let words) in joined.answers[first...] { throw ConsoleError(words) }
        return true
    }

    /// Closes it for good: a command that was not sent yet is dropped.
    func close() {
        isClosed = true
        waiting?.cancel()
        state = .open
        drop()
    }

    /// Takes that a RESUME is about to be sent. PgBouncer answers the PAUSE of several databases as done once those with open
    /// transactions are resumed, although the others are yet to be.
    func expectRelease() {
        if case .waiting(let task, let isHeld, _) = state { state = .waiting(task, isHeld: isHeld, isReleased: true) }
    }

    /// Abandons a PAUSE because the database is resumed: PgBouncer would never answer it.
    func giveUp() {
        let given = waiting
        state = .open
        guard let given else { return }
        given.cancel()
        renew()
    }

    /// Drops the connection, on which answers may still come, and opens another.
    private func renew() {
        drop()
        Reactor.task { try? await self.open(until: .now + .seconds(2)) }
    }

    private static let givenUp = "the PAUSE was given up"

    private func drop() {
        connection = nil
        joined = nil
    }
}
