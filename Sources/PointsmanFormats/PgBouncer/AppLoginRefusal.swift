/// Why the agent's own round trip through PgBouncer failed, told by the key of the configuration that has its login, where it is
/// that which has to be mended.
package enum AppLoginRefusal {
    /// - Parameters:
    ///   - error: PgBouncer's words, the server's that it has passed on, libpq's or the system's.
    ///   - key: where the login stands: `pooler_url`, or `database_url` where that is left out.
    package static func sentence(_ error: String, key: String) -> String {
        // The members are probed by database_url themselves, and what they refuse is told of them.
        let isGiven = key != "database_url"
        switch PoolerComplaint(error) {
        case .wrongPassword, .noSuchUser: return "PgBouncer refuses the user or the password of \(key): \(error)"
        case .startupParameter: return "PgBouncer refuses a parameter of \(key), as it would an app's: \(error)"
        case .noSuchDatabase: return "PgBouncer does not know the database of \(key): \(error)"
        case .wrongServerPassword, .mayNotLogIn, .roleMissing, .noRule, .mayNotConnect, .databaseClosed:
            return isGiven ? "the server refuses the user of \(key), as whom PgBouncer logs in: \(error)" : error
        case .noEncryption, .otherCertificateName, .untrustedCertificate, .certificateFile, .otherProtocol:
            return isGiven ? "TLS with what answers at the address of \(key) fails: \(error)" : error
        default: break
        }
        let isAbsent = ["Connection refused", "No such file", "No route to host", "could not translate host name"]
            .contains { error.contains($0) }
        return isGiven && isAbsent ? "nothing is reached at the address of \(key): \(error)" : error
    }
}
