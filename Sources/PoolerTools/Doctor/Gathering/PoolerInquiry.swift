import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Asks PgBouncer's console, by SHOW only.
@Reactor
struct PoolerInquiry {
    private let console: PostgresConnection

    static func open(_ endpoints: Gathered<PoolerEndpoints>) async -> Gathered<PoolerInquiry> {
        switch endpoints {
        case .unseen(let reason): return .unseen(reason)
        case .seen(let endpoints):
            do throws(PostgresError) {
                return .seen(
                    PoolerInquiry(
                        console: try await PostgresConnection.connect(endpoints.console, until: .now + Doctor.patience))
                )
            } catch {
                return .unseen(endpoints.sentence(about: error, refusal: error.refusal))
            }
        }
    }

    /// Those of all processes, in order.
    static func open(_ ways: [Gathered<PoolerEndpoints>]) async -> [Gathered<PoolerInquiry>] {
        var consoles: [Gathered<PoolerInquiry>] = []
        for way in ways { consoles.append(await open(way)) }
        return consoles
    }

    func facts() async -> Gathered<PoolerFacts> {
        do throws(PostgresError) {
            let version = try await show("VERSION")
            let config = try await show("CONFIG")
            let pairs = config.records.compactMap { row in row("key").map { ($0, row("value") ?? "") } }
            let databases = try await show("DATABASES").records.compactMap { PooledDatabase(row: $0) }
                .filter { $0.name != "pgbouncer" }
            let clients = try await show("CLIENTS").records.compactMap { $0("application_name") }
            return .seen(
                PoolerFacts(
                    version: version.records.first.flatMap { PgBouncerVersion(row: $0) },
                    settings: PoolerSettings(Dictionary(pairs) { $1 }), databases: databases,
                    lookedUp: Self.names(of: databases), applications: Set(clients).filter { !$0.isEmpty }.sorted()))
        } catch {
            return .unseen("PgBouncer's console: \(error)")
        }
    }

    func pools() async throws(PostgresError) -> [PoolRow] {
        try await show("POOLS").records.compactMap { PoolRow(row: $0) }.filter { $0.database != "pgbouncer" }
    }

    /// The server's processes that PgBouncer is connected to on `member`.
    func processes(on member: MemberID) async throws(PostgresError) -> Set<Int> {
        let servers = try await show("SERVERS").records.filter { row in
            row("port") == String(member.port) && row("addr").flatMap { IPAddress($0) } == member.address
        }
        return Set(servers.compactMap { $0("remote_pid").flatMap { Int($0) } })
    }

    /// The databases' hosts that are names; PgBouncer allows several, separated by commas.
    private static func names(of databases: [PooledDatabase]) -> [String] {
        let hosts = databases.compactMap(\.shown.host).flatMap { $0.split(separator: ",").map(String.init) }
        return Set(hosts.filter { !$0.isEmpty && !$0.hasPrefix("/") && IPAddress($0) == nil }).sorted()
    }

    private func show(_ what: String) async throws(PostgresError) -> ResultSet {
        let results = try await console.execute("SHOW \(what)", until: .now + Doctor.patience)
        guard let table = results.first else {
            throw PostgresError(code: .server, message: "SHOW \(what) has no answer")
        }
        return table
    }
}

extension PoolerEndpoints {
    /// The endpoints of the first process of the PgBouncer in `configuration`, if there is one.
    @Reactor
    static func found(_ configuration: Configuration) async -> Gathered<PoolerEndpoints> {
        await found(configuration, process: 1)
    }

    /// Those of all processes, in order; at least one.
    @Reactor
    static func allFound(_ configuration: Configuration) async -> [Gathered<PoolerEndpoints>] {
        var all: [Gathered<PoolerEndpoints>] = []
        for process in 1...configuration.poolerCount { all.append(await found(configuration, process: process)) }
        return all
    }

    @Reactor
    private static func found(_ configuration: Configuration, process: Int) async -> Gathered<PoolerEndpoints> {
        await offReactor {
            do throws(StartError) {
                guard let endpoints = try existing(configuration, process: process) else {
                    return .unseen(
                        "no managed PgBouncer was started in \(configuration.pgBouncerIni(of: process).folder)")
                }
                return .seen(endpoints)
            } catch {
                return .unseen(error.description)
            }
        }
    }
}
