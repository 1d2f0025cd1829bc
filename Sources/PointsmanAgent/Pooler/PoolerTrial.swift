import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// A trial whether PgBouncer would start: runs it on a copy of its files, in which it leads nowhere and no client can
/// reach it, and ends it once it is up. PgBouncer has no option that checks a file; a trial takes some milliseconds.
@Reactor
struct PoolerTrial {
    enum Result: Equatable {
        case isUp
        /// It ended before it was up; with the lines that it had logged.
        case ended([PoolerLogLine])
        /// Neither happened in time: that says nothing.
        case tookTooLong
    }

    let files: ManagedFiles
    let program: String

    private static let patience = Duration.seconds(5)

    func run() async throws(StartError) -> Result {
        files.removeTrial()
        defer { files.removeTrial() }
        let ini = try files.writeTrial()
        do throws(SystemError) {
            let pipe = try Descriptor.pipe()
            _ = fcntl(pipe.reading.number, F_SETFL, O_NONBLOCK)
            var command = files.command(program, on: ini)
            command.descriptors = [nil, pipe.writing.number, pipe.writing.number]
            let process = try ChildProcess(command)
            let result = await Self.watch(process, pipe.keepingReading(), until: .now + Self.patience)
            // No client was admitted, so none needs a graceful end.
            process.signal(SIGKILL)
            _ = await process.ended()
            return result
        } catch {
            throw StartError(.systemError, "PgBouncer can't be tried: \(error)")
        }
    }

    /// Reads the log until PgBouncer is up or ends, which also ends its log.
    private static func watch(
        _ process: ChildProcess, _ log: consuming Descriptor, until deadline: ContinuousClock.Instant
    ) async -> Result {
        let waiter = Waiter()
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < 1 << 20 {
            let count = read(log.number, &chunk, chunk.count)
            if count > 0 {
                bytes += chunk.prefix(count)
                let isUp = lines(bytes).contains { $0.level == .log && $0.text.hasPrefix("process up: ") }
                if isUp { return .isUp }
            } else if count == 0 {
                return .ended(lines(bytes))
            } else if await waiter.wait(on: log.number, until: deadline) == .deadline {
                return .tookTooLong
            }
        }
        return .tookTooLong
    }

    private static func lines(_ bytes: [UInt8]) -> [PoolerLogLine] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { PoolerLogLine(String($0)) }
    }
}
