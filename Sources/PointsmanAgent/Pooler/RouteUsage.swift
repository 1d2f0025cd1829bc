import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Whether PgBouncer has let a statement through since it was led to its present route for the first time: what was led ahead
/// and not used can be led back.
@Reactor
final class RouteUsage {
    private let history: RouteHistory
    /// The databases for writes.
    private let names: [String]
    /// Asks what was counted, while a setting that a PAUSE has overtaken is on another console still.
    private let console: Console
    private var isAsking = false
    /// What PgBouncer had counted when the databases for writes were held last; nil where clients were let through since.
    private var heldTotals: [TotalsRow]?
    /// What it had counted when it was led to its present route, for the first time that there was; nil where that is unknown.
    private var totalsAtRoute: (route: WriteRoute, totals: [TotalsRow])?
    /// How often clients were let through.
    private var releases = 0

    init(_ history: RouteHistory, of names: [String], console: Console) {
        self.history = history
        self.names = names
        self.console = console
    }

    /// Takes that PgBouncer is led to `route`. Before anything is done, since a PAUSE that overtakes this may be answered first.
    func begin(_ route: WriteRoute) {
        guard totalsAtRoute?.route != route else { return }
        totalsAtRoute = history.add(route) ? heldTotals.map { (route, $0) } : nil
    }

    /// Takes that clients are let through.
    func letThrough() {
        releases += 1
        heldTotals = nil
    }

    /// Takes that PgBouncer forgets what it has counted, as with a KILL, or leads nowhere.
    func forget() { totalsAtRoute = nil }

    /// Whether PgBouncer, which holds the databases for writes, has let no statement through.
    func isUnused() async -> Bool {
        let before = releases
        let totals = try? await totals()
        guard releases == before else { return false }
        heldTotals = totals
        // Of a pool that was made anew it is unknown what went through before.
        guard let totals, totals.allSatisfy(\.isCounting) else { return false }
        return totalsAtRoute?.totals == totals
    }

    private func totals() async throws(PostgresError) -> [TotalsRow]? {
        guard !isAsking else { return nil }
        isAsking = true
        defer { isAsking = false }
        let shown = try await console.rows(TotalsRow.self)
        let totals = names.compactMap { name in shown.first { $0.database == name } }
        return totals.count == names.count ? totals : nil
    }
}

/// Every route for writes that this instance's pooler was led to, an earlier agent's last one included.
@Reactor
final class RouteHistory {
    private var routes: [WriteRoute]
    /// More are as good as led to before.
    private static let most = 256

    init(_ first: WriteRoute?) {
        routes = [first].compactMap(\.self)
    }

    /// Notes `route`.
    /// - Returns: whether it is a new one.
    func add(_ route: WriteRoute) -> Bool {
        guard routes.count < Self.most, !routes.contains(route) else { return false }
        routes.append(route)
        return true
    }
}
