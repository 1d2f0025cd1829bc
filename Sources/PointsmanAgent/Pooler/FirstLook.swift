import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The state of a PgBouncer when a session with it began: it may hold clients already.
struct FirstLook: Sendable {
    /// Whether a database of ours was paused, or turned clients away.
    let holdsWrites: Bool
    /// The databases for reads that were paused.
    let heldReads: [String]
    /// The databases that `*` has opened and that were paused.
    let others: [String]
    /// The member that the databases for writes led to; nil if there was none, or not the same for all.
    let leadsTo: MemberID?
    /// The number of connections that its pools might open on one server; nil if they led nowhere.
    let share: Int?

    /// Looks at PgBouncer. From here on this agent is responsible for what an earlier one has left paused, and its
    /// guard is told before the look: this process may be stopped at that very moment.
    /// - Parameters:
    ///   - foreign: the names of other owners' databases, where ours has a line `*`.
    ///   - limit: when a pause that is found is ended, unless another limit is set.
    /// - Throws: GuardHandle.End if the guard has let clients go meanwhile, or is gone; otherwise the error of the
    ///   console.
    @Reactor
    init(
        _ console: Console, _ guardian: GuardHandle, _ file: DatabasesFile, foreign: Set<String> = [],
        limit: ContinuousClock.Instant
    ) async throws {
        let names = file.names
        // A limit in the past would end this session before it has begun; the right one is set once the session is
        // known.
        do {
            try guardian.limit(until: max(limit, .now + PoolerSession.patience * 2))
            try guardian.hold(names)
        } catch {
            throw await guardian.ended()
        }
        let shown: [String: DatabaseRow]
        do {
            shown = try await console.databases(file)
            let free = names.filter { shown[$0]?.isPaused != true }
            try guardian.release(free)
            others = file.others(in: shown.keys, besides: foreign).filter { shown[$0]?.isPaused == true }
            if !others.isEmpty { try guardian.hold(others) }
            if file.leadsOthers {
                // Whether one that is put aside is paused is not shown. It has no client.
                let aside = try await console.namesAside(from: shown.keys)
                for name in file.others(in: aside, besides: foreign) {
                    try await console.tellTakingRefusal(.resume(name))
                }
            }
            if free == names, others.isEmpty { try guardian.limit(until: nil) }
        } catch {
            if await guardian.withdraw(names) { throw GuardHandle.End.letGo }
            throw error
        }
        let writes = file.writeNames.map { shown[$0] }
        heldReads = file.readNames.filter { shown[$0]?.isPaused == true }
        holdsWrites =
            !heldReads.isEmpty || !others.isEmpty
            || writes.contains { $0.map { $0.isPaused || $0.isDisabled } ?? false }
        let members = writes.map { $0?.member }
        let place = members.allSatisfy { $0 == members.first } ? members.first ?? nil : nil
        leadsTo = place
        let pools = file.names.compactMap { shown[$0] }.filter { place != nil && $0.member == place }
        share = pools.isEmpty ? nil : pools.reduce(0) { $0 + ($1.poolSize ?? 0) }
    }
}
