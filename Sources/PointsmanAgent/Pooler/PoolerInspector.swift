import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Looks at a PgBouncer that nothing is done to: what its console shows of our databases, whether the included file is the
/// one that was written, and whether a client is served.
@Reactor
final class PoolerInspector {
    private let console: ConsoleConnection
    private let canary: Canary
    private let app: Login
    private let file: DatabasesFile

    /// What the figures of a full pooler may take.
    private static let patience = Duration.seconds(1)

    nonisolated init(console: Login, app: Login, file: DatabasesFile) {
        self.console = ConsoleConnection(console)
        canary = Canary(login: app)
        self.app = app
        self.file = file
    }

    func look(_ inspection: PoolerInspection) async -> PoolerSight {
        let deadline = ContinuousClock.now + inspection.timeout
        let shown: [ShownDatabase]
        do throws(PostgresError) {
            shown = try await databases(until: deadline)
        } catch {
            return PoolerSight(console: .silent("its console: \(error)"), canary: .notSent)
        }
        let names = names(of: inspection.setting, in: shown)
        let file: PoolerSight.File = file.holds(inspection.setting) ? .asWritten : .another
        let canWork = names.allSatisfy { $0.place == .asSet && !$0.isPaused && !$0.isDisabled }
        return PoolerSight(
            console: .shows(names), file: file,
            canary: canWork && inspection.sendsCanary
                ? await serve(shown, inspection.timeout, until: deadline) : .notSent)
    }

    private func names(of setting: PoolerSetting, in shown: [ShownDatabase]) -> [PoolerSight.Database] {
        let writes = file.writeNames
        return file.targets(of: setting).map { name, member in
            guard let row = shown.first(where: { $0.name == name }) else {
                return PoolerSight.Database(name: name, carriesWrites: writes.contains(name), place: .missing)
            }
            return PoolerSight.Database(
                name: name, carriesWrites: writes.contains(name),
                place: row.member == member ? .asSet : .elsewhere(row.member), isPaused: row.isPaused,
                isDisabled: row.isDisabled)
        }
    }

    /// The connection may be one to a PgBouncer that is gone, which the first command tells: then a new one is asked.
    private func databases(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> [ShownDatabase] {
        do throws(PostgresError) {
            return try await rows("SHOW DATABASES", until: deadline).compactMap { ShownDatabase(row: $0) }
        } catch {
            guard error.code == .transport else { throw error }
            return try await rows("SHOW DATABASES", until: deadline).compactMap { ShownDatabase(row: $0) }
        }
    }

    /// Who waits in the pool for longer than a canary would tells as much, and needs no canary: PgBouncer keeps one that was
    /// given up in its queue until its turn comes.
    private func serve(
        _ shown: [ShownDatabase], _ timeout: Duration, until deadline: ContinuousClock.Instant
    ) async -> PoolerSight.Canary {
        if let pool = await pool(until: deadline), pool.clientsWaiting > 0, pool.longestWait >= timeout {
            return fill(pool, shown).map { .full($0) }
                ?? .failed("clients of \(pool.database) wait for a server connection for longer than \(timeout)")
        }
        return await send(shown, until: deadline)
    }

    private func send(
        _ shown: [ShownDatabase], until deadline: ContinuousClock.Instant
    ) async -> PoolerSight.Canary {
        do throws(PostgresError) {
            guard let report = try await canary.report(until: deadline) else {
                return .failed("the pooler's answer to the canary can't be read")
            }
            return .reached(report.identity, isInRecovery: report.isInRecovery)
        } catch {
            return await judge(error, shown)
        }
    }

    /// What the failure of a canary says of the pooler.
    private func judge(_ error: PostgresError, _ shown: [ShownDatabase]) async -> PoolerSight.Canary {
        switch CanaryRefusal(error.message, sqlState: error.sqlState) {
        case .clientLimit(let key): return .full(await clients(key, error))
        case .server: return .turnedDown("\(error)")
        case .queue: return await fullPool(shown).map { .full($0) } ?? .failed("\(error)")
        case nil:
            guard error.code == .deadline else { return .failed("\(error)") }
            return await fullPool(shown).map { .full($0) } ?? .failed("a round trip through PgBouncer has no answer")
        }
    }

    /// How many clients PgBouncer has, where it is that limit which was reached; else its own words.
    private func clients(_ key: String, _ error: PostgresError) async -> String {
        let deadline = ContinuousClock.now + Self.patience
        guard key == "max_client_conn",
            let lists = try? await rows("SHOW LISTS", until: deadline),
            let used = lists.first(where: { $0("list") == "used_clients" })?("items"),
            let config = try? await rows("SHOW CONFIG", until: deadline),
            let most = config.first(where: { $0("key") == key })?("value")
        else { return "PgBouncer takes no more clients: \(error.message)" }
        return "PgBouncer takes no more clients: \(used) of \(most) client connections are in use (max_client_conn)"
    }

    /// What is used of the pool that the app's role has for writes, where all of it is; else nil.
    private func fullPool(_ shown: [ShownDatabase]) async -> String? {
        await pool(until: .now + Self.patience).flatMap { fill($0, shown) }
    }

    private func fill(_ pool: ShownPool, _ shown: [ShownDatabase]) -> String? {
        shown.first { $0.name == pool.database }.flatMap { PoolFill(pool, $0)?.sentence }
    }

    /// The pool that the app's role has for writes; nil where there is none, or the console does not answer.
    private func pool(until deadline: ContinuousClock.Instant) async -> ShownPool? {
        guard let pools = try? await rows("SHOW POOLS", until: deadline) else { return nil }
        let user = app.newest.first { $0.keyword == "user" }?.value ?? ""
        return pools.compactMap { ShownPool(row: $0) }.first {
            file.writeNames.contains($0.database) && $0.user == user
        }
    }

    private func rows(
        _ command: String, until deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> [(String) -> String?] {
        try await console.execute(command, until: deadline).first?.records ?? []
    }
}
