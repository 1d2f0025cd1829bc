import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// Asks PgBouncer itself whether it would start: runs it on the files that it would get, but where nobody reaches it and it
/// leads nowhere, and ends it once it is up. It has no option to check a file, and it takes some milliseconds.
@Reactor
struct PoolerTrial {
    enum Result: Equatable {
        case isUp
        /// It ended before; with what it had logged.
        case ended([PoolerLogLine])
        /// Neither, for too long: that says nothing.
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
            // Nobody was let in, so nobody has to be let out.
            process.signal(SIGKILL)
            _ = await process.ended()
            return result
        } catch {
            throw StartError(.systemError, "PgBouncer can't be tried: \(error)")
        }
    }

    /// Its log ends when it does.
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
