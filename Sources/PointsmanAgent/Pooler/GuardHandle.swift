import Glibc
import LinuxReactor
import PostgresClient

/// Our side of the dead man's handle: a `pointsman-guard` with a console connection of its own, told on a pipe what is
/// held. When this process ends, however it does, the pipe ends and the guard resumes.
@Reactor
final class GuardHandle {
    private let process: ChildProcess
    private var pipe: Descriptor?
    /// The guard speaks on this connection's socket: closing it here would say good-bye in the guard's name.
    private let console: PostgresConnection

    /// Starts a guard on `console`, which nobody else may use from now on.
    /// - Parameter lock: its to keep.
    init(program: String, lock: consuming GuardLock?, console: PostgresConnection) throws(SystemError) {
        let ends = try Descriptor.pipe()
        process = try ChildProcess(
            .init(
                program, [], environment: [],
                descriptors: [ends.reading.number, nil, 2, console.socket, lock?.number]))
        pipe = ends.keepingWriting()
        self.console = console
    }

    var processID: Int32 { process.processID }

    func hold(_ database: String) throws(SystemError) {
        try say("hold \(database)\n")
    }

    func release(_ database: String) throws(SystemError) {
        try say("release \(database)\n")
    }

    /// Suspends until the guard has ended, which it does before us only when its console was lost.
    /// - Returns: its exit code, 1 where that was so; nil on cancellation.
    func ended() async -> Int32? {
        await process.ended()
    }

    /// Ends the pipe, as our own end would: the guard resumes what is held and ends. Its console is ours too, and must stay
    /// open for so long.
    /// - Returns: false where it has not ended after a few seconds.
    func stop() async -> Bool {
        pipe = nil
        return await process.ended(until: .now + .seconds(5)) != nil
    }

    private func say(_ line: String) throws(SystemError) {
        guard let number = pipe?.number, write(number, line, line.utf8.count) == line.utf8.count else {
            throw SystemError(call: "write to pointsman-guard", code: errno)
        }
    }
}
