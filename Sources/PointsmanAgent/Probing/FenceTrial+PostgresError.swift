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
        self.init(sqlState: state, message: error.message)
    }
}
