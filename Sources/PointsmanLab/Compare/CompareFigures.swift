package import PointsmanCore
package import PointsmanLoad

/// The figures of one run of `pointsman-lab compare`. Times are in milliseconds, and count from t₁, the first write that the new
/// primary accepted from any client; nil if the moment did not come while the fault lasted.
package struct CompareFigures: Sendable, Equatable, Encodable {
    package let contender: Contender
    package let fault: ComparedFault
    /// From the fault to t₁.
    package let withoutPrimaryMs: Double
    /// To the first write that one of the writers got committed.
    package let rerouteMs: Double?
    /// To the last writer's first one.
    package let allBackMs: Double?
    /// Transactions that failed and were sent before the fault, or at most 50 ms later.
    package let failedInFlight: Int
    /// Other transactions that failed.
    package let failedOtherwise: Int
    /// Connection attempts that failed.
    package let refused: Int
    /// Writes that the former primary acknowledged after t₁: the new one does not have them.
    package let lostAfter: Int

    private static let blink = Duration.milliseconds(50)

    /// - Parameters:
    ///   - attempts: those of the whole run.
    ///   - over: the end of the measurement, while the fault still lasts.
    package init(
        _ contender: Contender, _ fault: ComparedFault, _ move: DrillMove, writers: Int, attempts: [Attempt],
        over: Instant
    ) {
        self.contender = contender
        self.fault = fault
        let seen = attempts.filter { $0.endedAt <= over }
        let figures = DrillFigures(
            fault.rawValue, DrillHistory(moves: [move], writers: writers, attempts: seen, ledger: [:]))
        withoutPrimaryMs = (move.acceptedAt - move.faultAt).milliseconds
        rerouteMs = figures.rerouteMs
        allBackMs = figures.allBackMs
        let failures = seen.filter { $0.failure != nil && $0.endedAt >= move.faultAt }
        let statements = failures.filter { $0.failure?.phase == .statement }
        failedInFlight = statements.count { $0.sentAt <= move.goneAt + Self.blink }
        failedOtherwise = statements.count - failedInFlight
        refused = failures.count - statements.count
        lostAfter = attempts.count { attempt in
            guard let mark = attempt.mark else { return false }
            return mark != move.target && attempt.endedAt > move.acceptedAt + Self.blink
        }
    }

    private enum CodingKeys: String, CodingKey {
        case contender
        case fault
        case withoutPrimaryMs = "without_primary_ms"
        case rerouteMs = "reroute_ms"
        case allBackMs = "all_back_ms"
        case failedInFlight = "failed_in_flight"
        case failedOtherwise = "failed_otherwise"
        case refused
        case lostAfter = "lost_after"
    }
}
