import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The proof that PgBouncer has let no statement through since it was first led to its present route: a pre-route that
/// was not used can be taken back.
@Reactor
final class RouteUsage {
    private let history: RouteHistory
    /// The names of the databases for writes.
    private let names: Set<String>
    private let first: String?
    /// Whether there may be more of them.
    private let hasOthers: Bool
    /// A console for the counters, since the other one may still be sending a setting that a PAUSE has overtaken.
    private let console: Console
    private var isAsking = false
    /// PgBouncer's counters when the databases for writes were last held; nil if clients were let through since.
    private var heldTotals: [TotalsRow]?
    /// The counters when PgBouncer was led to its present route for the first time; nil if they are unknown.
    private var totalsAtRoute: (route: WriteRoute, totals: [TotalsRow])?
    /// The number of times that clients were let through.
    private var releases = 0

    init(_ history: RouteHistory, of names: [String], hasOthers: Bool = false, console: Console) {
        self.history = history
        self.names = Set(names)
        first = names.first
        self.hasOthers = hasOthers
        self.console = console
    }

    /// Notes that PgBouncer is led to `route`. Called before the setting, since a PAUSE that overtakes it may be
    /// answered first.
    func begin(_ route: WriteRoute) {
        guard totalsAtRoute?.route != route else { return }
        totalsAtRoute = history.add(route) ? heldTotals.map { (route, $0) } : nil
    }

    /// Notes that clients are let through.
    func letThrough() {
        releases += 1
        heldTotals = nil
    }

    /// Notes that PgBouncer loses its counters, as by a KILL, or leads nowhere.
    func forget() { totalsAtRoute = nil }

    /// Whether PgBouncer, which holds the databases for writes, has let no statement through. False if that is not
    /// known.
    func isUnused() async -> Bool {
        let before = releases
        let totals = try? await totals()
        guard releases == before else { return false }
        heldTotals = totals
        // The earlier statements of a pool that was made anew are unknown.
        guard let totals, totals.allSatisfy(\.isCounting) else { return false }
        return totalsAtRoute?.totals == totals
    }

    private func totals() async throws(PostgresError) -> [TotalsRow]? {
        guard !isAsking, !hasOthers else { return nil }
        isAsking = true
        defer { isAsking = false }
        let shown = try await console.rows(TotalsRow.self)
        let totals = shown.filter { names.contains($0.database) }
        // A database that no client has used has no row; that of the agent's own canary has one.
        return totals.contains { $0.database == first } ? totals : nil
    }
}

/// The write routes that this instance's pooler was led to, including the last one of an earlier agent.
@Reactor
final class RouteHistory {
    private var routes: [WriteRoute]
    /// The most routes; further ones count as known, so that none of them is taken for new.
    private static let most = 256

    init(_ first: WriteRoute?) {
        routes = [first].compactMap(\.self)
    }

    /// Adds `route`.
    /// - Returns: whether it is new.
    func add(_ route: WriteRoute) -> Bool {
        guard routes.count < Self.most, !routes.contains(route) else { return false }
        routes.append(route)
        return true
    }
}
