import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// What a probe asks on one link, again and again: its next statement, and until when that may be answered.
@Reactor
struct ProbeQuestion {
    private var statement: String
    private var limit: ContinuousClock.Instant
    /// Whether a standby waits for its promotion before it answers.
    private(set) var isWaiting = false
    /// Whether the promotion of the member had begun at its last answer.
    private var isPromoting = false

    /// The longest time in milliseconds that a standby waits for its promotion before it answers.
    private static let patience = 200

    /// The first one.
    /// - Parameter check: the operator's `server_check_query`.
    init(check: String, until limit: ContinuousClock.Instant) {
        statement = ProbeStatement.first(check: check)
        self.limit = limit
    }

    mutating func ask(on connection: PostgresConnection) async throws(PostgresError) -> ServerReport {
        let results = try await connection.execute(statement, until: limit)
        guard let row = results.last, var report = ServerReport(row: { row.value($0) }) else {
            throw PostgresError(code: .server, sqlState: "XX000", message: "the probe's row can't be read")
        }
        // A promotion that has begun ends in a primary, or with the server.
        let hasBegun = isPromoting || results.first?.value(ProbeStatement.promoting) == "t"
        report.isPromoting = report.isInRecovery && hasBegun
        isPromoting = report.isPromoting
        return report
    }

    /// Goes on to the next one after `report`, which may be answered from now on.
    mutating func goOn(after report: ServerReport, check: String, plan: ProbePlan) {
        limit = .now + plan.timeout
        isWaiting = report.isInRecovery && plan.awaitsPromotion
        if isWaiting {
            statement = ProbeStatement.whenPromoted(
                check: check, isPromoting: report.isPromoting, within: Self.patience)
            limit += .milliseconds(Self.patience)
        } else {
            statement = ProbeStatement.next(check: check)
        }
    }
}
