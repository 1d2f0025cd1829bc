import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Looks at a PgBouncer that the agent is not acting on: what its console shows of our databases, whether the included
/// file is the one that was written, and whether a client is served.
@Reactor
final class PoolerInspector {
    private let connection: ConsoleConnection
    private let canary: Canary
    private let logins: PoolerLogins
    private let file: DatabasesFile
    /// Whether PgBouncer has no databases of other owners.
    private let isManaged: Bool

    /// The time limit for the figures of a full pooler.
    private static let patience = Duration.seconds(1)

    nonisolated init(_ logins: PoolerLogins, file: DatabasesFile, isManaged: Bool) {
        self.isManaged = isManaged
        connection = ConsoleConnection(logins.console)
        canary = Canary(login: logins.app)
        self.logins = logins
        self.file = file
    }

    func look(_ inspection: PoolerInspection) async -> PoolerSight {
        let deadline = ContinuousClock.now + inspection.timeout
        let shown: [DatabaseRow]
        do throws(PostgresError) {
            shown = self.file.located(try await databases(until: deadline))
        } catch {
            return PoolerSight(console: .silent("its console: \(error)"), canary: .notSent)
        }
        let names = names(of: inspection.setting, in: shown)
        let file = inspection.setting.map(file.content) ?? .asWritten
        let canWork = names.allSatisfy { $0.place == .asSet && !$0.isPaused && !$0.isDisabled }
        let canary =
            canWork && inspection.sendsCanary ? await serve(shown, inspection.timeout, until: deadline) : .notSent
        return PoolerSight(console: .shows(names), file: file, canary: canary, loginRefusal: loginRefusal)
    }

    /// Without a `pooler_url` it is the members who tell of a login that waits.
    private var loginRefusal: String? {
        guard logins.appKey == .poolerURL, let refusal = logins.app.refusal else { return nil }
        return "\(sentence(refusal)); the user and the password of before are used until they are mended, and read by "
            + "SIGHUP"
    }

    /// Confirms that a canary reaches a certain run of a certain server, which must take writes. If PgBouncer has
    /// reached its client limit and no fenced server connection, it gets room for one more client meanwhile.
    func confirm(_ identity: ServerIdentity) async -> Outcome {
        let outcome = await confirmOnce(identity)
        guard case .full(let fullness) = outcome, fullness.limit == .clients, fullness.fencedConnections == 0,
            let most = await setting("max_client_conn").flatMap({ Int($0) })
        else { return outcome }
        // PgBouncer admits consoles beyond its limit, and counts them.
        let room = max(most, await clientsInUse() ?? most) + 1
        guard (try? await figures.tell(.set("max_client_conn", to: "\(room)"))) != nil else {
            return outcome
        }
        let second = await confirmOnce(identity)
        // RELOAD would restore the value too, should this command not arrive.
        _ = try? await figures.tell(.set("max_client_conn", to: "\(most)"))
        return second
    }

    private func confirmOnce(_ identity: ServerIdentity) async -> Outcome {
        let deadline = ContinuousClock.now + .seconds(2)
        do throws(PostgresError) {
            guard let report = try await canary.report(until: deadline) else {
                return .failed("the pooler's answer to the canary can't be read")
            }
            if report.identity != identity { return .failed("the pooler still answers from another server") }
            if report.isInRecovery { return .failed("the pooler's server is a standby") }
            return await confirmOthers()
        } catch {
            let shown = file.located((try? await databases(until: .now + Self.patience)) ?? [])
            switch await judge(error, shown) {
            case .full(let fullness): return .full(fullness)
            case .turnedDown(let words):
                // A login may be refused while existing connections serve clients.
                let fenced = await fencedConnections(shown)
                guard fenced > 0 else { return .failed("the canary through the pooler: \(words)") }
                return .full(
                    Fullness(
                        .server, "the primary takes no more of PgBouncer's connections: \(words)",
                        fencedConnections: fenced))
            case .notSent, .reached, .failed: return .failed("the canary through the pooler: \(sentence(error))")
            }
        }
    }

    /// Confirms the databases for writes besides the canary's, for which there may be no login: each server connection that their
    /// clients may get has passed the fence of the route.
    private func confirmOthers() async -> Outcome {
        guard file.writeNames.count > 1 || file.leadsOthers, let route = file.route else { return .done }
        let names = Set(file.readNames + file.unrouted.ownNames)
        let ours = Set(file.writeNames)
        do throws(PostgresError) {
            let rows = file.located(try await figures.rows(DatabaseRow.self))
            let shown = Set(rows.filter { $0.member == route.member }.map(\.name))
            let astray = try await figures.rows(ServerRow.self).first { server in
                let isOurs = ours.contains(server.database) || (file.leadsOthers && shown.contains(server.database))
                return isOurs && !names.contains(server.database) && server.isLoggedIn && !server.isToBeClosed
                    && server.server != route.member
            }
            return astray.map { .failed("\($0.database) still has a connection to \($0.server)") } ?? .done
        } catch {
            return .failed("PgBouncer's console: \(error)")
        }
    }

    /// Our databases. Without a setting it is not judged where they lead.
    private func names(of setting: PoolerSetting?, in shown: [DatabaseRow]) -> [PoolerSight.Database] {
        let rows = Dictionary(shown.map { ($0.name, $0) }) { first, _ in first }
        let others = isManaged ? file.others(in: rows.keys) : []
        let writes = Set(file.writeNames + others)
        return (file.names + others).map { name in
            let carriesWrites = writes.contains(name)
            guard let row = rows[name] else { return .init(name: name, carriesWrites: carriesWrites, place: .missing) }
            let isAstray = setting.map { row.member != (carriesWrites ? $0.writes.member : $0.reads) } ?? false
            return PoolerSight.Database(
                name: name, carriesWrites: carriesWrites, place: isAstray ? .elsewhere(row.member) : .asSet,
                isPaused: row.isPaused, isDisabled: row.isDisabled)
        }
    }

    /// The console connection may belong to a PgBouncer that is gone, as the first command tells: then a new one is
    /// dialled.
    private func databases(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> [DatabaseRow] {
        do throws(PostgresError) {
            return try await console(until: deadline).rows()
        } catch {
            guard error.code == .transport else { throw error }
            return try await console(until: deadline).rows()
        }
    }

    /// A client that has waited in the pool for longer than a canary would tells as much, and no canary is needed:
    /// PgBouncer keeps an abandoned one in its queue until its turn comes.
    private func serve(
        _ shown: [DatabaseRow], _ timeout: Duration, until deadline: ContinuousClock.Instant
    ) async -> PoolerSight.Canary {
        let pools = await pools(until: deadline)
        if let pool = pool(in: pools), pool.clientsWaiting > 0, pool.longestWait >= timeout {
            return await fullness(pools, shown).map { .full($0) }
                ?? .failed("clients of \(pool.database) wait for a server connection for longer than \(timeout)")
        }
        return await send(shown, until: deadline)
    }

    private func send(
        _ shown: [DatabaseRow], until deadline: ContinuousClock.Instant
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

    /// The meaning of a canary's failure.
    private func judge(_ error: PostgresError, _ shown: [DatabaseRow]) async -> PoolerSight.Canary {
        switch CanaryRefusal(error.message, sqlState: error.sqlState) {
        case .clientLimit(let key):
            return .full(
                Fullness(
                    .clients, await clients(key, error), fencedConnections: await fencedConnections(shown)))
        case .server: return .turnedDown(sentence(error))
        case .queue: return await fullness(shown).map { .full($0) } ?? .failed("\(error)")
        case nil:
            guard error.code == .deadline else { return .failed(sentence(error)) }
            return await fullness(shown).map { .full($0) } ?? .failed("a round trip through PgBouncer has no answer")
        }
    }

    private func sentence(_ error: PostgresError) -> String {
        AppLoginRefusal.sentence("\(error)", key: logins.appKey.rawValue)
    }

    /// A sentence with the number of PgBouncer's clients if that limit was reached; otherwise PgBouncer's own words.
    private func clients(_ key: String, _ error: PostgresError) async -> String {
        guard key == "max_client_conn", let used = await clientsInUse(), let most = await setting(key) else {
            return "PgBouncer takes no more clients: \(error.message)"
        }
        // PgBouncer admits consoles beyond its limit, and counts them: the number in use may exceed the limit.
        let consoles = await pools(until: .now + Self.patience).filter { $0.database == "pgbouncer" }
            .map(\.clientsActive).reduce(0, +)
        return "PgBouncer takes no more clients: \(used) of \(most) client connections are in use (max_client_conn)"
            + (consoles == 0 ? "" : ", \(consoles) of them by consoles, the agent's too")
    }

    /// The number of client connections that PgBouncer counts; nil if it does not answer.
    private func clientsInUse() async -> Int? {
        (try? await figures.records(.lists))?.first { $0("list") == "used_clients" }?("items").flatMap { Int($0) }
    }

    private func fullness(_ shown: [DatabaseRow]) async -> Fullness? {
        await fullness(await pools(until: .now + Self.patience), shown)
    }

    /// What is used of the app role's pool for writes, if all of it is; otherwise nil.
    private func fullness(_ pools: [PoolRow], _ shown: [DatabaseRow]) async -> Fullness? {
        guard let pool = pool(in: pools), let database = shown.first(where: { $0.name == pool.database }) else {
            return nil
        }
        let limit = await setting("max_user_connections").flatMap { Int($0) } ?? 0
        guard let fill = PoolFill(pool, database, pools: pools, userLimit: limit) else { return nil }
        return Fullness(fill.limit, fill.sentence, fencedConnections: await fencedConnections(shown))
    }

    /// The number of server connections for writes that have passed the fence in the file. A connection with another
    /// fence, or to another member, does not count, since PgBouncer is about to close it.
    private func fencedConnections(_ shown: [DatabaseRow]) async -> Int {
        guard let route = file.route,
            let servers = try? await figures.rows(ServerRow.self)
        else { return 0 }
        let names = file.writeNames.filter { name in
            shown.contains { $0.name == name && $0.member == route.member && !$0.isPaused }
        }
        return servers.count {
            names.contains($0.database) && $0.server == route.member && $0.isLoggedIn && !$0.isToBeClosed
        }
    }

    /// The pool of the app's role for writes; nil if there is none.
    private func pool(in pools: [PoolRow]) -> PoolRow? {
        pools.first { $0.database == file.unrouted.writeName && $0.user == logins.app.user }
    }

    /// The pools; empty if the console does not answer.
    private func pools(until deadline: ContinuousClock.Instant) async -> [PoolRow] {
        (try? await console(until: deadline).rows()) ?? []
    }

    private func setting(_ key: String) async -> String? { (try? await figures.setting(key)) ?? nil }

    private var figures: Console { Console(connection, patience: Self.patience) }

    private func console(until deadline: ContinuousClock.Instant) -> Console {
        Console(connection, patience: deadline - .now)
    }
}
