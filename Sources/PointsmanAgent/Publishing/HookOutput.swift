import Glibc
package import LinuxReactor
import Logging
import PointsmanFormats

/// Turns what one run of a hook prints into notes, a line each, and bounds them: a hook that prints without end costs
/// no memory and floods no log.
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

    /// Reads until ``finish()`` was called and nothing is left. Not until the end of the pipe: a process that the hook
    /// left behind may hold that open for ever.
    func read() async {
        // As much as a pipe holds: a turn of the loop for each four kilobytes is too much for who prints without end.
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                take(buffer.prefix(count))
                // Who prints without end must not keep the loop for itself.
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

    /// The process has ended: what is in the pipe is the rest.
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

/// How a hook's notes stand in the log.
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

/// What there is to log about a hook.
package enum HookNote: Equatable, Sendable {
    /// A line of what it printed, on either stream.
    case line(String)
    /// More was printed than is logged of one run.
    case rest(bytes: Int)
    /// It ended; 0 is success, 128 + N is signal N.
    case ended(code: Int32)
    /// It ran longer than it may, and was ended.
    case tookTooLong(Duration)
    case notStarted(SystemError)
}
