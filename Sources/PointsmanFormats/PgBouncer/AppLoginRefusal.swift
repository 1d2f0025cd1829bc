/// The reason why the agent's own round trip through PgBouncer failed, with the configuration key of its login if that
/// must be corrected.
package enum AppLoginRefusal {
    /// - Parameters:
    ///   - error: the error of PgBouncer, of the server behind it, of libpq or of the system.
    ///   - key: the key that holds the login: `pooler_url`, or `database_url` if that is not given.
    package static func sentence(_ error: String, key: String) -> String {
        // The members themselves are probed with database_url, and their refusals are reported elsewhere.
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
