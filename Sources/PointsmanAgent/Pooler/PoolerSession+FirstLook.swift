import LinuxReactor
import PointsmanFormats
import PostgresClient

/// The first look at a PgBouncer that may hold clients already.
extension PoolerSession {
    /// What the databases do. What an earlier agent has left paused is ours to answer for from here on, and its guard's before it
    /// is seen: this process may be stopped just then.
    /// - Throws: GuardHandle.End where the guard has let clients go meanwhile, or is gone.
    static func look(
        _ commands: ConsoleConnection, _ guardian: GuardHandle, _ names: [String], limit: ContinuousClock.Instant
    ) async throws -> [String: ShownDatabase] {
        // A limit that is past would end this session before it has begun: it is told anew once this is known.
        do {
            try guardian.limit(until: max(limit, .now + patience * 2))
            for name in names { try guardian.hold(name) }
        } catch {
            throw await guardian.ended()
        }
        do {
            let shown = databases(try await commands.execute("SHOW DATABASES", until: .now + patience))
            let free = names.filter { shown[$0]?.isPaused != true }
            for name in free { try guardian.release(name) }
            if free == names { try guardian.limit(until: nil) }
            return shown
        } catch {
            if await guardian.withdraw(names) { throw GuardHandle.End.letGo }
            throw error
        }
    }
}
