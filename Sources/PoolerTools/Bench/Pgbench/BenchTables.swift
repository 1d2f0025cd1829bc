import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The schema that the writes go to. It is made for one run, and dropped at its end.
@Reactor
struct BenchTables {
    nonisolated static let schema = "pointsman_bench"
    nonisolated static let accounts = 100_000
    /// One account gets, or pays, and history tells. Unlike pgbench's own tpcb-like it has no row that all clients wait for:
    /// what is measured is the way to the server.
    nonisolated static let transaction = """
        \\set account random(1, \(accounts))
        \\set delta random(-5000, 5000)
        BEGIN;
        UPDATE \(schema).pgbench_accounts SET abalance = abalance + :delta WHERE aid = :account;
        SELECT abalance FROM \(schema).pgbench_accounts WHERE aid = :account;
        INSERT INTO \(schema).pgbench_history (tid, bid, aid, delta, mtime)
            VALUES (1, 1, :account, :delta, CURRENT_TIMESTAMP);
        COMMIT;

        """

    private static let removal = "DROP SCHEMA \(schema) CASCADE"
    /// Transactions whose clients were killed end first.
    private static let patience = Duration.seconds(60)

    private let configuration: Configuration
    private let primary: BenchSessions.Parameters

    init(_ configuration: Configuration, primary: BenchSessions.Parameters) {
        self.configuration = configuration
        self.primary = primary
    }

    /// Makes the schema, and leaves one alone that is there already.
    func make() async throws(Bench.Failure) {
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(primary, until: .now + Doctor.patience)
            _ = try await connection.execute("CREATE SCHEMA \(Self.schema)", until: .now + Doctor.patience)
        } catch {
            switch error.sqlState {
            case "42P06":
                throw Bench.Failure(
                    "there is a schema \(Self.schema) already: another bench is at work, or one was killed; "
                        + "\(Self.removal) removes it", .cannotCreate)
            case "42501":
                throw Bench.Failure(
                    "the schema \(Self.schema) can't be made: \(error); GRANT CREATE ON DATABASE "
                        + "\(configuration.database.database) TO \(configuration.database.user)", .noPermission)
            default: throw Bench.Failure("the schema \(Self.schema) can't be made: \(error)")
            }
        }
    }

    /// - Returns: what is left, and how to remove it; nil where nothing is.
    func drop() async -> String? {
        guard await attempt(primary) != nil else { return nil }
        // The primary may have moved meanwhile.
        let found = await MemberInquiry(configuration).find(preferring: nil).primary.value
        let reason = await attempt(found.map { configuration.database.parameters(dialling: $0.id) } ?? primary)
        return reason.map { "the schema \(Self.schema) is left: \($0); \(Self.removal) removes it" }
    }

    private func attempt(_ parameters: BenchSessions.Parameters) async -> PostgresError? {
        let deadline = ContinuousClock.now + Self.patience
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(parameters, until: deadline)
            _ = try await connection.execute(Self.removal, until: deadline)
            return nil
        } catch {
            // An invalid_schema_name: it is gone.
            return error.sqlState == "3F000" ? nil : error
        }
    }
}
