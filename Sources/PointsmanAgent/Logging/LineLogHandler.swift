import Glibc
package import Logging
import PointsmanConfiguration
import PointsmanFormats
import Synchronization

/// A handler that writes each log message as one line to standard error. Lines that repeat without end are counted
/// instead.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    private let settings: LogSettings
    private let repeated = Repeated()
    private let journal: JournalSocket?

    /// The part that all copies of a handler share.
    private final class Repeated: Sendable {
        let lines = Mutex(RepeatedLines())
    }

    /// - Parameter journal: the journal, if standard error leads there; for `log_format = journal`.
    package init(_ settings: LogSettings, journal: JournalSocket? = .ofStandardError) {
        self.settings = settings
        self.journal = journal
    }

    /// The level of the settings: a logger has no level of its own here.
    package var logLevel: Logger.Level {
        get { settings.level }
        set {}
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        // Each message is one line, whatever a server's error message contains.
        let message = String(event.message.description.map { $0.isNewline ? " " : $0 })
        let fields = (event.metadata ?? [:]).map { RepeatedLines.Field(name: $0.key, value: "\($0.value)") }
        let line = RepeatedLines.Line(event.level, message, fields: fields.sorted { $0.name < $1.name })
        let now = ContinuousClock.now
        let (rests, verdict) = repeated.lines.withLock { ($0.settled(at: now), $0.take(line, at: now)) }
        rests.forEach(put)
        switch verdict {
        case .write: put(line)
        case .count: break
        case .withhold(let moment):
            Task.detached {
                try? await ContinuousClock().sleep(until: moment)
                tellRest(at: .now)
            }
        }
    }

    /// Logs how many lines were withheld until now.
    package func finish() {
        tellRest(at: nil)
    }

    private func tellRest(at now: ContinuousClock.Instant?) {
        repeated.lines.withLock { $0.settled(at: now) }.forEach(put)
    }

    private func put(_ entry: RepeatedLines.Line) {
        let (level, message) = (entry.level, entry.message)
        if settings.format == .journal, let journal, journal.send(entry, priority: Self.priority(level)) { return }
        let line =
            switch settings.format {
            case .text: "\(UTCTime.text()) \(level) \(message)\n"
            case .json:
                JSONWriter.text(
                    .members(
                        [
                            (name: "time", value: .string(UTCTime.text())), ("level", .string(level.rawValue)),
                            ("message", .string(message)),
                        ] + LogFields.json(entry.fields))) + "\n"
            case .journal: "<\(Self.priority(level))>\(message)\(LogFields.words(entry.fields))\n"
            }
        line.withCString { _ = write(2, $0, strlen($0)) }
    }

    /// The priority by syslog(3)'s numbers.
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
