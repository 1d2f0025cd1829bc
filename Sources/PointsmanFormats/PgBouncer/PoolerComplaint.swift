/// The words of PgBouncer and PostgreSQL for refusing a client or a login. They come from their sources (PgBouncer 1.18
/// to 1.25, PostgreSQL 15), and are the same in a client's error and in PgBouncer's log.
package enum PoolerComplaint: String, CaseIterable, Sendable {
    // In order: the first case whose words are found counts.
    case fenceRefused = "the fence refuses a server"
    case noEncryption = "the other end speaks no TLS"
    case otherCertificateName = "certificate of another name"
    case untrustedCertificate = "certificate not accepted"
    case certificateFile = "certificate file not readable"
    case otherProtocol = "no PostgreSQL there"
    case noPassword = "no password to give"
    case noSuchUser = "no such user"
    case wrongPasswordType = "wrong password type"
    case loginFailing = "server login has been failing"
    case wrongServerPassword = "server refuses password"
    case wrongPassword = "password authentication failed"
    case noSuchDatabase = "no such database"
    case tooManyClients = "no more connections allowed"
    case queryWait = "query_wait_timeout"
    case clientLogin = "client_login_timeout"
    case isDisabled = "database is disabled"
    case databaseRemoved = "database removed"
    case startupParameter = "unsupported startup parameter"
    case tooManyFiles = "too many open files"
    case nameFailed = "DNS lookup failed"
    case noRule = "no pg_hba.conf entry"
    case roleMissing = "role or database does not exist"
    case mayNotLogIn = "not permitted to log in"
    case mayNotConnect = "no CONNECT privilege"
    case databaseClosed = "database accepts no connections"
    case starting = "server lets nobody in yet"
    case diskFull = "the server's disk is full"
    case serverFull = "too many connections"
    case noServer = "no server"
    case loginFailed = "server login failed"

    /// The complaint in `text`; nil if it is not known.
    package init?(_ text: String) {
        guard let found = Self.allCases.first(where: { $0.words.contains(where: text.hasBytes) }) else { return nil }
        self = found
    }

    /// The complaint in a line of PgBouncer's log. It logs most of them twice; the second time, the reason of the end,
    /// is a mere LOG line, which does not count.
    package init?(_ line: PoolerLogLine) {
        let isTold = [.warning, .error, .fatal].contains(line.level)
        guard
            isTold || line.text.hasBytes(of: "no such user")
                || line.text.hasBytes(of: "closing because: connect failed")
        else {
            return nil
        }
        self.init(line.text)
    }

    private var words: [StaticString] {
        switch self {
        case .fenceRefused: ["server login failed: FATAL terminating connection due to administrator command"]
        case .noEncryption: ["server does not support SSL", "server refused SSL"]
        case .otherCertificateName: ["does not match host name", "not present in server certificate"]
        case .untrustedCertificate: ["certificate verify failed"]
        case .certificateFile:
            ["root certificate file", "could not open certificate file", "could not load private key"]
        case .otherProtocol:
            ["expected authentication request from server", "received invalid response to SSL", "wrong version number"]
        case .noPassword: ["no password supplied"]
        case .noSuchUser: ["no such user"]
        case .wrongPasswordType: ["wrong password type", "cannot do SCRAM authentication"]
        case .loginFailing: ["server login has been failing"]
        // The server names the user, PgBouncer does not.
        case .wrongServerPassword: ["password authentication failed for user", "SQLSTATE 28P01"]
        case .wrongPassword: ["password authentication failed", "SASL authentication failed"]
        case .noSuchDatabase: ["no such database"]
        case .tooManyClients: ["no more connections allowed"]
        case .queryWait: ["query_wait_timeout"]
        case .clientLogin: ["client_login_timeout"]
        case .isDisabled: ["is disabled", "does not allow connections"]
        case .databaseRemoved: ["database removed"]
        case .startupParameter: ["unsupported startup parameter"]
        case .tooManyFiles: ["Too many open files"]
        case .nameFailed: ["dns lookup failed", "DNS lookup failed"]
        case .noRule: ["no pg_hba.conf entry", "pg_hba.conf rejects"]
        case .roleMissing: ["\" does not exist"]
        case .mayNotLogIn: ["is not permitted to log in"]
        case .mayNotConnect: ["permission denied for database"]
        case .databaseClosed: ["is not currently accepting connections"]
        case .starting:
            [
                "the database system is starting up", "the database system is shutting down",
                "the database system is in recovery mode", "the database system is not yet accepting connections",
                "the database system is not accepting connections",
            ]
        case .diskFull: ["No space left on device"]
        case .serverFull: ["too many clients already", "too many connections for", "remaining connection slots"]
        case .noServer:
            ["Connection refused", "server conn crashed", "connect failed", "no answer within the time limit"]
        // Any other message of the server.
        case .loginFailed: ["server login failed"]
        }
    }
}
