import Logging
import PointsmanFormats
import PostgresClient

/// The preparations of a session.
extension PoolerSession {
    /// The guard's lock; nil if it can't be had, since a guard without its lock is better than none.
    static func guardLock(in folder: String, process: Int, _ log: Logger) async -> GuardLock? {
        do {
            return try await GuardLock.take(in: folder, process: process)
        } catch {
            log.warning(
                "\(error); if an earlier agent's guard is at work still, it may release clients whom this one holds")
            return nil
        }
    }

    /// - Returns: the release; nil if PgBouncer has another name than usual. Throws if the release is too old.
    static func checkedVersion(
        _ connection: PostgresConnection, until deadline: ContinuousClock.Instant
    ) async throws -> PgBouncerVersion? {
        let console = Console(connection, until: deadline)
        let text = try await console.records(.version).first?("version") ?? "no version"
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        let oldest = PgBouncerVersion.oldest
        guard numbers.count >= 2, (numbers[0], numbers[1]) >= (oldest.major, oldest.minor) else {
            throw ConsoleError(
                "it says that it is \(text); PgBouncer \(oldest.major).\(oldest.minor) or later is needed")
        }
        return PgBouncerVersion(text)
    }
}
