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
    /// Whether the session's read-only default is its own role's, which is not the app's.
    private var isDefaultOfProber = false

    /// The longest time in milliseconds that a standby waits for its promotion before it answers.
    private static let patience = 200

    /// The first one.
    /// - Parameters:
    ///   - check: the operator's `server_check_query`.
    ///   - role: the app's role if another one asks; otherwise nil.
    init(check: String, role: String?, until limit: ContinuousClock.Instant) {
        statement = ProbeStatement.first(check: check, role: role)
        self.limit = limit
    }

    /// - Parameter trials: they say whether the app's sessions are read-only, if the session that asks does not show it.
    mutating func ask(
        on connection: PostgresConnection, beside trials: MemberTrials
    ) async throws(PostgresError) -> ServerReport {
        let results = try await connection.execute(statement, until: limit)
        let sources = results.lazy.compactMap { row in ProbeStatement.isDefaultOfProber { row.value($0) } }
        isDefaultOfProber = sources.first ?? isDefaultOfProber
        trials.isSoleWitness = isDefaultOfProber
        guard let row = results.last,
            var report = ServerReport(
                row: { row.value($0) }, isReadOnly: isDefaultOfProber ? { trials.haveSeenReadOnly(at: $0) } : nil)
        else {
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
