import PointsmanConfiguration
import Synchronization

/// The configuration that is in force, which SIGHUP may replace; for readers on other threads.
final class RunningConfiguration: Sendable {
    private let latest: Mutex<Configuration>

    init(_ configuration: Configuration) {
        latest = Mutex(configuration)
    }

    var value: Configuration { latest.withLock { $0 } }

    func take(_ configuration: Configuration) {
        latest.withLock { $0 = configuration }
    }
}
