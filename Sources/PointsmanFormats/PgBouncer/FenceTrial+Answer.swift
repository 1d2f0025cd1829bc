package import PointsmanCore

extension FenceTrial {
    /// What a server's refusal of the trial says; the fence's own is how it works at a server that is not the primary.
    /// - Parameter refusal: the server's words; nil if the trial failed otherwise.
    package init(sqlState: String?, refusal: String?) {
        guard let state = sqlState, let message = refusal else {
            self = .unknown
            return
        }
        if message.contains(FenceStatement.refusal) {
            self = .works
        } else if Self.passingStates.contains(where: state.hasPrefix) {
            self = .unknown
        } else {
            self = .refused("\(message) (SQLSTATE \(state))")
        }
    }

    /// Of the moment, and not of the statement: the link, a standby's snapshot rules, conflicts with its replay, too little
    /// memory or too many connections, a cancel or a shutdown (PostgreSQL manual, appendix A).
    private static let passingStates = ["08", "0A", "25", "40", "53", "55", "57"]
}
