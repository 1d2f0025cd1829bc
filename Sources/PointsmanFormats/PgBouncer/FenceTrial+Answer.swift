package import PointsmanCore

extension FenceTrial {
    /// The meaning of a server's refusal of the trial. The fence's own refusal shows that it works, at a server that is
    /// not the primary.
    /// - Parameters:
    ///   - refusal: the server's message; nil if the trial failed otherwise.
    ///   - isLogin: whether the server refused before the statement was sent.
    package init(sqlState: String?, refusal: String?, isLogin: Bool = false) {
        guard let state = sqlState, let message = refusal else {
            self = .unknown
            return
        }
        if message.contains(FenceStatement.refusal) {
            self = .works
        } else if Self.passingStates.contains(where: state.hasPrefix) || (isLogin && SQLState(state).isOfLogin) {
            self = .unknown
        } else {
            self = .refused("\(message) (SQLSTATE \(state))")
        }
    }

    /// Errors of the moment that say nothing of the statement: the link, a standby's snapshot rules, conflicts with its
    /// replay, a lack of memory or connections, a cancel or a shutdown (PostgreSQL manual, appendix A).
    private static let passingStates = ["08", "0A", "25", "40", "53", "55", "57"]
}
