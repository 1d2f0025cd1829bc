package import Logging
package import PointsmanConfiguration
import Synchronization

/// The log's format and level, which may change while it is written.
package final class LogSettings: Sendable {
    private let values: Mutex<(format: LogFormat, level: Logger.Level)>

    package init(_ format: LogFormat, level: Logger.Level = .info) {
        values = Mutex((format, level))
    }

    package var format: LogFormat { values.withLock(\.format) }
    var level: Logger.Level { values.withLock(\.level) }

    package func take(_ format: LogFormat, level: Logger.Level) {
        values.withLock { $0 = (format, level) }
    }
}
