import Glibc
import LinuxReactor
import PostgresClient

/// The agent's side of the guard: a `pointsman-guard` process with a console connection of its own, which is told on a
/// pipe what is held, and until when. When this process ends, for any reason, the pipe closes and the guard resumes.
/// The guard also resumes if this process is stuck until the hold's time is over.
@Reactor
final class GuardHandle {
    /// The reason why a guard has ended before this process did.
    enum End: Error, Equatable {
        /// The guard's console was lost, and ours with it.
        case consoleLost
        /// The guard has let clients go at the end of their hold, since this process had not, and has shut our consoles
        /// down.
        case letGo
        /// This process has closed the guard's pipe.
        case stopped
        /// The guard did not answer, and was killed.
        case stuck
        /// PgBouncer did not answer on a console of which the guard has a copy. The guard was killed, since the next
        /// guard must have a copy of the next console.
        case consoleSilent
        /// Another cause, with the exit code.
        case other(code: Int32)
    }

    private let process: ChildProcess
    private var pipe: Descriptor?
    private let answers: Descriptor
    private var isStuck = false
    private var isGivenUp = false
    /// Whether the guard has reported that it lets clients go; after that it ends by itself.
    private var hasLetGo = false

    /// How often the guard is asked whether it still answers, and how long an answer may take.
    private static let interval = Duration.seconds(5)
    private static let patience = Duration.seconds(3)

    /// Starts a guard on `console`, which is the guard's alone from now on.
    /// - Parameters:
    ///   - lock: the lock that the guard keeps.
    ///   - consoles: the sockets that it shuts down before it lets clients go.
    init(
        program: String, lock: consuming GuardLock?, console: PostgresConnection, consoles: [Int32]
    ) throws(SystemError) {
        let ends = try Descriptor.pipe()
        let back = try Descriptor.pipe()
        process = try ChildProcess(
            .init(
                program, [], environment: [],
                descriptors: [
                    ends.reading.number, back.writing.number, 2, console.socket, lock?.number,
                ] + consoles))
        // A guard that is stuck must not make this process wait.
        _ = fcntl(ends.writing.number, F_SETFL, O_NONBLOCK)
        _ = fcntl(back.reading.number, F_SETFL, O_NONBLOCK)
        pipe = ends.keepingWriting()
        answers = back.keepingReading()
        try console.leaveSocket()
    }

    var processID: Int32 { process.processID }

    func hold(_ database: String) throws(SystemError) { try hold([database]) }

    func release(_ database: String) throws(SystemError) { try release([database]) }

    func hold(_ databases: [String]) throws(SystemError) { try say("hold", databases) }

    func release(_ databases: [String]) throws(SystemError) { try say("release", databases) }

    /// Tells the guard that PgBouncer may serve other owners, so that it changes no setting of the whole PgBouncer.
    func takeAsGuest() throws(SystemError) {
        try say("guest of-others\n")
    }

    /// Has `command` sent to the console when this process ends, in place of the last one for `key`; nil is none.
    func undo(_ key: String, by command: String?) throws(SystemError) {
        try say("undo \(key) \(command ?? "none")\n")
    }

    /// Sets the moment at which the guard lets clients go, unless another one is set before; nil for none.
    func limit(until moment: ContinuousClock.Instant?) throws(SystemError) {
        guard let moment else { return try say("until further-notice\n") }
        var now = timespec()
        // The guard counts CLOCK_BOOTTIME. ContinuousClock uses the same clock, but does not show its value.
        clock_gettime(CLOCK_BOOTTIME, &now)
        let (seconds, attoseconds) = (moment - .now).components
        let nanoseconds =
            (Int64(now.tv_sec) + seconds) * 1_000_000_000 + Int64(now.tv_nsec) + attoseconds / 1_000_000_000
        try say("until \(nanoseconds)\n")
    }

    /// Suspends until the guard has ended, and kills one that does not answer.
    func ended() async -> End {
        let watch = Reactor.task { await self.watch() }
        defer { watch.cancel() }
        // What it says by its own end counts before what was done to it: that may have come too late.
        switch await process.ended() {
        case 0?: return .stopped
        case 1?: return .consoleLost
        case 2?: return .letGo
        case _ where hasLetGo: return .letGo
        case _ where isStuck: return .stuck
        case _ where isGivenUp: return .consoleSilent
        case let code: return .other(code: code ?? -1)
        }
    }

    /// Kills the guard, so that another one is started with consoles that are dialled anew.
    func giveUp() {
        _ = readAnswers()
        guard !hasLetGo else { return }
        isGivenUp = true
        process.signal(SIGKILL)
    }

    /// - Returns: whether the guard has answered since the last call.
    private func readAnswers() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(answers.number, &buffer, buffer.count)
        if count > 0, buffer.prefix(count).contains(UInt8(ascii: "G")) { hasLetGo = true }
        return count > 0
    }

    /// Closes the pipe, as the end of this process would: the guard resumes what is held and ends.
    /// - Returns: false if the guard has not ended after 5 s.
    func stop() async -> Bool {
        pipe = nil
        return await process.ended(until: .now + .seconds(5)) != nil
    }

    /// Ends the guard as ``stop()`` does, without letting it resume anything.
    /// - Parameter databases: the databases that it was told to hold.
    /// - Returns: whether it had let clients go already.
    func withdraw(_ databases: [String]) async -> Bool {
        try? release(databases)
        pipe = nil
        return await process.ended(until: .now + .seconds(5)) == 2
    }

    /// Asks the guard repeatedly whether it answers: one that is stopped or stuck would be of no use in a hold.
    private func watch() async {
        let waiter = Waiter()
        while !Task.isCancelled {
            await Reactor.sleep(until: .now + Self.interval)
            guard !Task.isCancelled, pipe != nil else { return }
            let isAsked = (try? say("ping\n")) != nil
            _ = await waiter.wait(on: answers.number, for: .reading, until: .now + Self.patience)
            guard !Task.isCancelled, pipe != nil else { return }
            // Looked at whatever ended the wait: we may have been stopped meanwhile, and not the guard. One that can't be asked has
            // ended: after we were stopped for longer than a hold may last it has let clients go, and is not stuck.
            let hasAnswered = readAnswers()
            guard isAsked, hasAnswered else {
                isStuck = true
                return process.signal(SIGKILL)
            }
        }
    }

    /// Many at once in few writes, each of which the pipe takes as a whole.
    private func say(_ verb: String, _ databases: [String]) throws(SystemError) {
        var rest = databases[...]
        while !rest.isEmpty {
            try say(rest.prefix(50).map { "\(verb) \($0)\n" }.joined())
            rest = rest.dropFirst(50)
        }
    }

    private func say(_ line: String) throws(SystemError) {
        guard let number = pipe?.number, write(number, line, line.utf8.count) == line.utf8.count else {
            throw SystemError(call: "write to pointsman-guard", code: errno)
        }
    }
}

extension GuardHandle.End {
    /// What has happened, and what comes of it.
    var sentence: String {
        switch self {
        case .consoleLost, .stopped: "its console closed the connection"
        case .letGo:
            "pointsman-guard has let clients go at the end of their hold, since this agent was stopped or stuck; its console "
                + "is opened anew"
        case .stuck: "pointsman-guard did not answer and was killed; its console is opened anew with another one"
        case .consoleSilent: "its console did not answer, and is opened anew"
        case .other(let code):
            "pointsman-guard ended with code \(code), without which nothing may be held; is it the program that came with "
                + "this agent?"
        }
    }
}
