import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// What a PgBouncer did when a session with it began: it may hold clients already.
struct FirstLook: Sendable {
    /// Whether a database for writes was paused, or turned clients away.
    let holdsWrites: Bool
    /// Where the databases for writes led; nil where that is nowhere, or not all to one member.
    let leadsTo: MemberID?
    /// How many connections its pools might open on one server; nil where they led nowhere.
    let share: Int?

    /// Looks. What an earlier agent has left paused is ours to answer for from here on, and its guard's before it
    /// is seen: this process may be stopped just then.
    /// - Parameter limit: when what is found paused is let go, should nothing else be said.
    /// - Throws: GuardHandle.End where the guard has let clients go meanwhile, or is gone.
    @Reactor
    init(
        _ console: Console, _ guardian: GuardHandle, _ file: DatabasesFile, limit: ContinuousClock.Instant
    ) async throws {
        let names = file.writeNames
        // A limit that is past would end this session before it has begun: it is told anew once this is known.
        do {
            try guardian.limit(until: max(limit, .now + PoolerSession.patience * 2))
            for name in names { try guardian.hold(name) }
        } catch {
            throw await guardian.ended()
        }
        let shown: [String: DatabaseRow]
        do {
            shown = try await console.databases()
            let free = names.filter { shown[$0]?.isPaused != true }
            for name in free { try guardian.release(name) }
            if free == names { try guardian.limit(until: nil) }
        } catch {
            if await guardian.withdraw(names) { throw GuardHandle.End.letGo }
            throw error
        }
        let writes = names.map { shown[$0] }
        holdsWrites = writes.contains { $0.map { $0.isPaused || $0.isDisabled } ?? false }
        let members = writes.map { $0?.member }
        let place = members.allSatisfy { $0 == members.first } ? members.first ?? nil : nil
        leadsTo = place
        let pools = file.names.compactMap { shown[$0] }.filter { place != nil && $0.member == place }
        share = pools.isEmpty ? nil : pools.reduce(0) { $0 + ($1.poolSize ?? 0) }
    }
}
