import Glibc
import LinuxReactor

/// Runs a program and reads its output on both streams, line by line.
@Reactor
enum ChildLines {
    private static let longestLine = 4_096

    /// Runs `command`, and kills it at `deadline` and on cancellation.
    /// - Parameters:
    ///   - command: its descriptors are those after the first three.
    ///   - take: gets each line.
    /// - Returns: the exit code; nil if the program was killed.
    static func run(
        _ command: ChildProcess.Command, until deadline: ContinuousClock.Instant, take: (String) -> Void
    ) async throws(SystemError) -> Int32? {
        let pipe = try Descriptor.pipe()
        var command = command
        command.descriptors = [nil, pipe.writing.number, pipe.writing.number] + command.descriptors
        let child = try ChildProcess(command)
        let output = pipe.keepingReading()
        let isOver = await read(output.number, until: deadline, take: take)
        if !isOver { child.signalGroup(SIGKILL) }
        // A new task, since a cancelled one does not wait.
        let code = await Reactor.task { await child.ended() }.value
        return isOver ? code : nil
    }

    /// - Returns: whether the output's end was reached.
    private static func read(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant, take: (String) -> Void
    ) async -> Bool {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let waiter = Waiter()
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var line: [UInt8] = []
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                for byte in buffer.prefix(count) {
                    if byte == UInt8(ascii: "\n") {
                        take(String(decoding: line, as: UTF8.self))
                        line = []
                    } else if line.count < longestLine {
                        line.append(byte)
                    }
                }
            } else if count < 0, errno == EAGAIN {
                switch await waiter.wait(on: descriptor, until: deadline) {
                case .ready, .poked: continue
                case .deadline, .cancelled: return false
                }
            } else {
                if !line.isEmpty { take(String(decoding: line, as: UTF8.self)) }
                return true
            }
        }
    }
}
