import Glibc
package import Logging
import PointsmanFormats

/// Writes each log message as one line to standard error.
package struct LineLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    private let format: LogFormat

    package init(_ format: LogFormat) {
        self.format = format
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        // One line a message: whatever a server has said stays on it.
        let message = String(event.message.description.map { $0.isNewline ? " " : $0 })
        let line =
            switch format {
            case .text: "\(Self.time()) \(event.level) \(message)\n"
            case .json:
                JSONWriter.text(
                    ["time": .string(Self.time()), "level": .string(event.level.rawValue), "message": .string(message)])
                    + "\n"
            case .journal: "<\(Self.priority(event.level))>\(message)\n"
            }
        line.withCString { _ = write(2, $0, strlen($0)) }
    }

    /// UTC, with milliseconds, as RFC 3339 writes it.
    private static func time() -> String {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        var fields = tm()
        gmtime_r(&moment.tv_sec, &fields)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &fields)
        let milliseconds = String(1_000 + moment.tv_nsec / 1_000_000).dropFirst()
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) + ".\(milliseconds)Z"
    }

    /// As syslog(3) counts.
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
