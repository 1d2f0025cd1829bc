import PointsmanFormats

/// Checks the complaints in PgBouncer's log of the last hour.
package struct PoolerLogCheck: DoctorCheck {
    package let name = "log"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.log) { entries in
            guard !entries.isEmpty else {
                return [
                    .ok(
                        "nothing in PgBouncer's log of the last hour that this check knows")
                ]
            }
            return entries.map { entry in
                .warning(
                    """
                    \(entry.count) \(entry.count == 1 ? "line" : "lines") of \(entry.complaint.title) in the last \
                    hour, the last at \(entry.lastTime)
                    """,
                    cause: entry.complaint.meaning, cure: entry.complaint.cure(on: facts))
            }
        }
    }
}

extension PoolerComplaint {
    /// The words of PgBouncer or PostgreSQL.
    fileprivate var title: String {
        switch self {
        case .fenceRefused: "\"terminating connection due to administrator command\" to a login, the fence's refusal"
        case .noEncryption: "servers that speak no TLS"
        case .otherCertificateName: "servers whose certificate has another name"
        case .untrustedCertificate: "\"certificate verify failed\""
        case .certificateFile: "certificate files that can't be read"
        case .otherProtocol: "servers that are no PostgreSQL"
        case .noPassword: "\"no password supplied\""
        case .noSuchUser: "\"no such user\""
        case .wrongPasswordType: "\"cannot do SCRAM authentication: wrong password type\""
        case .loginFailing: "\"server login has been failing\""
        case .wrongServerPassword: "the server's \"password authentication failed for user\""
        case .wrongPassword: "\"password authentication failed\""
        case .noSuchDatabase: "\"no such database\""
        case .tooManyClients: "\"no more connections allowed (max_client_conn)\""
        case .queryWait: "\"query_wait_timeout\""
        case .clientLogin: "\"client_login_timeout\""
        case .isDisabled: "\"database is disabled\""
        case .databaseRemoved: "\"database removed\""
        case .startupParameter: "\"unsupported startup parameter\""
        case .tooManyFiles: "\"Too many open files\""
        case .nameFailed: "\"DNS lookup failed\""
        case .noRule: "\"no pg_hba.conf entry\""
        case .roleMissing: "\"does not exist\""
        case .mayNotLogIn: "\"is not permitted to log in\""
        case .mayNotConnect: "\"permission denied for database\""
        case .databaseClosed: "\"is not currently accepting connections\""
        case .starting: "servers that let nobody in yet"
        case .diskFull: "\"No space left on device\""
        case .serverFull: "\"too many connections\""
        case .noServer: "servers that were not reached"
        case .loginFailed: "\"server login failed\""
        }
    }
}
