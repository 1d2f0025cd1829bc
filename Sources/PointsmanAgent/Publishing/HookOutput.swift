import Glibc
package import LinuxReactor
import Logging
import PointsmanFormats

/// Turns the output of one run of a hook into notes, one for each line, and limits it: a hook that prints without end
/// uses no memory and does not flood the log.
@Reactor
final class HookOutput {
    private static let longestLine = 2048
    private static let mostBytes = 65_536

    private let descriptor: Int32
    private let log: @Sendable (HookNote) -> Void
    private let waiter = Waiter()
    private var line: [UInt8] = []
    private var loggedBytes = 0
    private var droppedBytes = 0
    private var isFinished = false

    init(reading descriptor: Int32, log: @escaping @Sendable (HookNote) -> Void) {
        self.descriptor = descriptor
        self.log = log
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Reads until ``finish()`` was called and nothing is left. It does not wait for the pipe's end: a process that the
    /// hook left behind may keep the pipe open for ever.
    func read() async {
        // The buffer holds a full pipe: for a hook that prints without end, a turn of the loop for each four kilobytes
        // costs too much.
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                take(buffer.prefix(count))
                // A hook that prints without end must not keep the loop busy.
                if isFinished, droppedBytes > 0 { break }
                await Task.yield()
            } else if count == 0 || isFinished || errno != EAGAIN {
                break
            } else {
                _ = await waiter.wait(on: descriptor)
            }
        }
        if !line.isEmpty { flush() }
        if droppedBytes > 0 { log(.rest(bytes: droppedBytes)) }
    }

    /// Notes that the process has ended: the pipe holds the rest.
    func finish() {
        isFinished = true
        waiter.poke()
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        let kept = bytes.prefix(Self.mostBytes - loggedBytes)
        loggedBytes += kept.count
        droppedBytes += bytes.count - kept.count
        for byte in kept {
            if byte == UInt8(ascii: "\n") {
                flush()
            } else {
                line.append(byte)
                if line.count == Self.longestLine { flush() }
            }
        }
    }

    private func flush() {
        log(.line(String(decoding: line, as: UTF8.self)))
        line = []
    }
}

/// The log lines for a hook's notes.
enum HookLog {
    static func write(_ note: HookNote, to log: Logger) {
        switch note {
        case .line(let line): log.info("hook: \(printable(line))")
        case .rest(let bytes): log.warning("hook: printed \(bytes) bytes more, which are not logged")
        case .ended(0): log.info("hook: done")
        case .ended(let code): log.error("hook: ended with code \(code)")
        case .tookTooLong(let limit): log.error("hook: took longer than \(limit.inSeconds) s and was ended")
        case .notStarted(let error): log.error("hook: \(error)")
        }
    }
}

/// An item about a hook for the log.
package enum HookNote: Equatable, Sendable {
    /// A line of its output, on either stream.
    case line(String)
    /// It printed this much more than is logged of one run.
    case rest(bytes: Int)
    /// It ended; 0 is success, 128 + N is signal N.
    case ended(code: Int32)
    /// It ran longer than it may, and was ended.
    case tookTooLong(Duration)
    case notStarted(SystemError)
}
