import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// A session of the operator's with one of the two clusters.
@Reactor
final class CutoverSession {
    let option: String
    private let connection: PostgresConnection
    /// The time limit of one statement.
    private static let patience = Duration.seconds(10)

    var version: Int32 { connection.serverVersion }

    init(_ place: CutoverPlace) async throws(CutoverFailure) {
        option = place.option
        do throws(PostgresError) {
            connection = try await PostgresConnection.connect(place.parameters, until: .now + Self.patience)
        } catch {
            throw CutoverFailure("\(place.option): \(error)")
        }
        try await run("SET statement_timeout = 0")
        try await run(CutoverStatement.exemptUs)
    }

    /// A cancelled task's statement goes on to its end: one that is cut takes the session with it, which has to undo what was done.
    @discardableResult
    func run(_ statement: String) async throws(CutoverFailure) -> ResultSet {
        let task = Reactor.task { [connection] () -> Result<[ResultSet], PostgresError> in
            do throws(PostgresError) {
                return .success(try await connection.execute(statement, until: .now + Self.patience))
            } catch {
                return .failure(error)
            }
        }
        switch await task.value {
        case .success(let results): return results.last ?? ResultSet(columns: [], rows: [], commandTag: "")
        case .failure(let error): throw CutoverFailure("\(option): \(error)")
        }
    }

    func names(_ statement: String) async throws(CutoverFailure) -> [String] {
        try await run(statement).records.compactMap { $0("name") }
    }

    /// Whether the statement's only value is true.
    func holds(_ statement: String) async throws(CutoverFailure) -> Bool {
        try await run(statement).rows.first?.first == "t"
    }

    /// What the server says of itself, and how many prepared transactions and large objects it has.
    func side() async throws(CutoverFailure) -> (side: CutoverFacts.Side, prepared: Int, objects: Int) {
        let answer = try await run(CutoverStatement.side(version: version))
        guard let record = answer.records.first, let system = record("system").flatMap({ UInt64($0) }),
            let started = record("started").flatMap({ Int64($0) }),
            let version = record("version").flatMap({ UInt32($0) }),
            let database = record("database")
        else { throw CutoverFailure("\(option): the server does not say which cluster it is") }
        let identity = ServerIdentity(systemIdentifier: SystemIdentifier(system), startedMicroseconds: started)
        let side = CutoverFacts.Side(
            identity: identity, isInRecovery: record("recovering") == "t", isReadOnly: isReadOnly, version: version,
            database: database, mayLock: record("may_lock") == "t")
        return (side, record("prepared").flatMap { Int($0) } ?? 0, record("objects").flatMap { Int($0) } ?? 0)
    }

    /// What a new session of the role would have: ours writes on whatever the server says.
    private var isReadOnly = false

    /// Looks at the server's setting.
    func lookAtSetting() async throws(CutoverFailure) {
        let answer = try await run(
            "SELECT reset_val = 'on' AS on FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only'")
        isReadOnly = answer.rows.first?.first == "t"
    }
}
