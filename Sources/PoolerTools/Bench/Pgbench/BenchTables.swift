import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The schema for the writes. It is made for one run, and dropped at its end.
@Reactor
struct BenchTables {
    nonisolated static let schema = "pointsman_bench"
    nonisolated static let accounts = 100_000
    /// One account's balance changes, and a row is added to the history. Unlike in pgbench's own tpcb-like there is no
    /// row that all clients wait for: the way to the server is measured, not the locks.
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
    /// The time limit of the removal: transactions whose clients were killed must end first.
    private static let patience = Duration.seconds(60)

    private let configuration: Configuration
    private let primary: BenchSessions.Parameters

    init(_ configuration: Configuration, primary: BenchSessions.Parameters) {
        self.configuration = configuration
        self.primary = primary
    }

    /// Makes the schema. Throws if it exists already, and leaves it alone.
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

    /// - Returns: what is left, and how to remove it; nil if nothing is.
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
            // invalid_schema_name: the schema is gone.
            return error.sqlState == "3F000" ? nil : error
        }
    }
}
