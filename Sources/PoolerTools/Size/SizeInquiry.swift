package import LinuxReactor
package import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Finds out the numbers that were not given: instances in DNS, connections on the primary, limits in PgBouncer.
@Reactor
package struct SizeInquiry {
    /// The numbers that the operator gives, which are not asked for then.
    package struct Given: Sendable {
        package var instances: Int?
        package var pool: Int?
        package var reserve: Int?
        package var connections: Int?
        package var others: Int?

        package init(instances: Int?, pool: Int?, reserve: Int?, connections: Int?, others: Int?) {
            self.instances = instances
            self.pool = pool
            self.reserve = reserve
            self.connections = connections
            self.others = others
        }
    }

    /// A sentence that says why a number can't be found out, and what to give instead.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let configuration: Configuration
    private let given: Given

    /// PostgreSQL's own sessions have no role, and those that stream don't count.
    private static let question = """
        SELECT pg_catalog.current_setting('max_connections') AS most,
            \(ConnectionRoom.reserved) AS reserved, \(ConnectionRoom.limit) AS fewer,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity
                WHERE datid IS NOT NULL AND usename <> SESSION_USER) AS others
        """

    package init(_ configuration: Configuration, given: Given) {
        self.configuration = configuration
        self.given = given
    }

    package func report() async throws(Failure) -> SizeReport {
        let (instances, counted) = try await instances()
        let (limits, read) = try await limits()
        let (server, asked) = try await server()
        let sizing = Sizing(
            instances: instances * configuration.databasesIni.processes,
            databases: configuration.databasesIni.names.count, limits: limits, server: server)
        return SizeReport(sizing, origins: .init(instances: counted, limits: read, server: asked))
    }

    private func instances() async throws(Failure) -> (Int, String) {
        if let instances = given.instances { return (instances, "--instances") }
        // If the app has no name, the database's own host is used, whose addresses are the members.
        guard configuration.fleetName != configuration.database.host.description else {
            throw Failure(
                description:
                    "nothing names the app whose instances are to be counted: set fleet_name, or give --instances")
        }
        let host = configuration.fleetHost
        switch await NameInquiry(configuration).ask(host) {
        case .seen(let answer): return (Set(answer.addresses).count, "addresses of \(host) in DNS")
        case .unseen(let reason):
            throw Failure(description: "the instances can't be counted: \(reason); set fleet_name, or give --instances")
        }
    }

    private func limits() async throws(Failure) -> (PoolLimits, String) {
        var (limits, origin) = try await limitsInForce()
        if given.pool != nil || given.reserve != nil {
            // The other limits were made for the size in force.
            limits = PoolLimits(pool: given.pool ?? limits.pool, reserve: given.reserve ?? limits.reserve)
            origin = "--pool-size, --reserve"
        }
        return (limits, origin)
    }

    private func limitsInForce() async throws(Failure) -> (PoolLimits, String) {
        if configuration.pooler == .managed {
            let entries = configuration.pgBouncerIni.entries
            if let limits = PoolLimits({ key in entries.last { $0.key == key }?.value }) {
                return (limits, "as the configuration has it")
            }
        }
        if let pool = given.pool { return (PoolLimits(pool: pool, reserve: given.reserve ?? 0), "--pool-size") }
        let pooler = await PoolerInquiry.open(await PoolerEndpoints.found(configuration)).asking { await $0.facts() }
        switch pooler {
        case .seen(let facts):
            guard let limits = PoolLimits({ facts.settings[$0] }) else {
                throw Failure(description: "PgBouncer tells no default_pool_size: give --pool-size")
            }
            return (limits, "SHOW CONFIG")
        case .unseen(let reason):
            throw Failure(description: "PgBouncer's limits are not known: \(reason); give --pool-size and --reserve")
        }
    }

    private func server() async throws(Failure) -> (ServerRoom, String) {
        if let connections = given.connections {
            return (ServerRoom(connections: connections, others: given.others ?? 0), "--max-connections")
        }
        let found = await MemberInquiry(configuration).find(preferring: nil)
        guard case .seen(let primary) = found.primary, let connection = found.connection else {
            let reason = if case .unseen(let reason) = found.primary { reason } else { "no member let us in" }
            throw Failure(description: "the primary can't be asked: \(reason); give --max-connections and --others")
        }
        do throws(PostgresError) {
            let results = try await connection.execute(Self.question, until: .now + Doctor.patience)
            let row = results.last?.records.first ?? { _ in nil }
            func number(_ column: String) -> Int? { row(column).flatMap { Int($0) } }
            guard let most = number("most"), let reserved = number("reserved"), let others = number("others") else {
                throw PostgresError(code: .server, message: "the answer can't be read")
            }
            let room = ServerRoom(
                connections: most, reserved: reserved, limit: number("fewer"), others: given.others ?? others)
            return (room, "\(primary.id)")
        } catch {
            throw Failure(description: "the primary \(primary.id) was asked: \(error); give --max-connections")
        }
    }
}
