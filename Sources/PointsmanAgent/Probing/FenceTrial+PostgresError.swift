package import PointsmanCore
import PointsmanFormats
package import PostgresClient

extension FenceTrial {
    /// What the end of a trial says; nil is a pass.
    package init(refusal error: PostgresError?) {
        guard let error else {
            self = .works
            return
        }
        guard error.code == .server, let state = error.sqlState else {
            self = .unknown
            return
        }
        if error.message.contains(FenceStatement.refusal) {
            self = .works
        } else if Self.passingStates.contains(where: state.hasPrefix) {
            self = .unknown
        } else {
            self = .refused(error.description)
        }
    }

    /// Of the moment, and not of the statement: the link, a standby's snapshot rules, conflicts with its replay, too little
    /// memory or too many connections, a cancel or a shutdown (PostgreSQL manual, appendix A).
    private static let passingStates = ["08", "0A", "25", "40", "53", "55", "57"]
}
