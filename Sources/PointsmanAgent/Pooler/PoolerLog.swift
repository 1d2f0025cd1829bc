import Glibc
import LinuxReactor
import Logging
import PointsmanFormats

/// Takes in a managed PgBouncer's log: hands its lines on to ours, counts what it complains of, and hears from it which servers
/// are lost, often some milliseconds before our own link to the primary ends.
///
/// Only what the core must know at once is read on the reactor. The lines are logged and counted on another thread: when a primary
/// dies, each client's line comes in just before the end of our own link, which would wait behind them (seen: 12 ms).
@Reactor
final class PoolerLog {
    private let pipe: Pipe
    /// What PgBouncer is called in our log.
    private let name: String
    private let log: Logger
    private let complaints: ComplaintTally
    private let onLostServers: ([LostServer]) -> Void
    private let onFailedClients: ([String]) -> Void
    private let onRefusedPassword: () -> Void
    private let waiter = Waiter()
    private var unfinished: [UInt8] = []
    private static let longestLine = 4_096

    /// - Parameters:
    ///   - onLostServers: called with the server connections that are told to be lost, once for each read of the log.
    ///   - onFailedClients: gets the databases of the clients that PgBouncer told an error, once for each read of the log.
    ///   - onRefusedPassword: called when a server has refused its password.
    init(
        of name: String = "PgBouncer", log: Logger, complaints: ComplaintTally,
        onLostServers: @escaping ([LostServer]) -> Void,
        onFailedClients: @escaping ([String]) -> Void, onRefusedPassword: @escaping () -> Void
    ) throws(SystemError) {
        pipe = try Descriptor.pipe()
        self.name = name
        self.log = log
        self.complaints = complaints
        self.onLostServers = onLostServers
        self.onFailedClients = onFailedClients
        self.onRefusedPassword = onRefusedPassword
        // PgBouncer must never wait for the agent: what doesn't fit is lost.
        for descriptor in [pipe.reading.number, pipe.writing.number] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    /// The descriptor that PgBouncer gets as its standard error.
    var descriptor: Int32 { pipe.writing.number }

    /// Reads until it is cancelled.
    func run() async {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while !Task.isCancelled {
            let count = read(pipe.reading.number, &buffer, buffer.count)
            if count > 0 {
                let lines = lines(in: buffer.prefix(count))
                report(lines)
                let isPasswordRefused = await offReactor { [name, log, complaints] in
                    lines.reduce(false) { Self.pass($1, of: name, to: log, complaints) == .wrongServerPassword || $0 }
                }
                if isPasswordRefused { onRefusedPassword() }
            } else {
                _ = await waiter.wait(on: pipe.reading.number)
            }
        }
    }

    /// The lines that `bytes` end; what follows the last one is kept.
    private func lines(in bytes: ArraySlice<UInt8>) -> [PoolerLogLine] {
        var lines: [PoolerLogLine] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(PoolerLogLine(String(decoding: unfinished, as: UTF8.self)).withoutLine)
                unfinished = []
            } else if unfinished.count < Self.longestLine {
                unfinished.append(byte)
            }
        }
        return lines
    }

    /// Reports what the core must know at once.
    private func report(_ lines: [PoolerLogLine]) {
        let losses = lines.compactMap(\.lostServer)
        if !losses.isEmpty { onLostServers(losses) }
        let failures = lines.compactMap(\.failedDatabase)
        if !failures.isEmpty { onFailedClients(failures) }
    }

    /// Logs and counts `line`.
    /// - Returns: what it complains of.
    private nonisolated static func pass(
        _ line: PoolerLogLine, of name: String, to log: Logger, _ complaints: ComplaintTally
    ) -> PoolerComplaint? {
        let complaint = PoolerComplaint(line)
        if let complaint { complaints.take(complaint) }
        // The fence makes sessions end themselves, which looks like an administrator's command.
        let meaning = complaint == .fenceRefused ? " (the fence's refusal: that server takes no writes of ours)" : ""
        switch line.level {
        case .log where line.isOfOwnConsole, .warning where line.isOfOwnConsole: log.debug("\(name): \(line.text)")
        case .noise, .debug: log.debug("\(name): \(line.text)\(meaning)")
        case .log: log.info("\(name): \(line.text)\(meaning)")
        case .warning: log.warning("\(name): \(line.text)\(meaning)")
        case .error, .fatal: log.error("\(name): \(line.text)\(meaning)")
        }
        return complaint
    }
}
