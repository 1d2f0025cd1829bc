import PointsmanFormats
import Testing

@Suite("PgBouncer's complaints")
struct PoolerComplaintTests {
    @Test(
        "a complaint of PgBouncer's is recognized by its message",
        arguments: [
            ("(nodb)/(nouser)@127.0.0.1:56176 no such user: nobody", PoolerComplaint.noSuchUser),
            ("cannot do SCRAM authentication: wrong password type", .wrongPasswordType),
            ("server login failed: wrong password type", .wrongPasswordType),
            ("server login has been failing, try again later (server_login_retry)", .loginFailing),
            ("password authentication failed for user \"gone\"", .wrongServerPassword),
            ("pooler error: password authentication failed", .wrongPassword),
            ("FATAL:  SASL authentication failed", .wrongPassword), ("no such database: nodb", .noSuchDatabase),
            ("no more connections allowed (max_client_conn)", .tooManyClients),
            ("query_wait_timeout", .queryWait), ("client_login_timeout (server down)", .clientLogin),
            ("database \"app\" is disabled", .isDisabled),
            ("unsupported startup parameter: extra_float_digits", .startupParameter),
            ("accept() failed: Too many open files", .tooManyFiles),
            ("no pg_hba.conf entry for host \"127.0.0.1\", user \"app\", database \"app\", no encryption", .noRule),
            ("role \"app\" is not permitted to log in", .mayNotLogIn),
            ("database \"x\" does not exist", .roleMissing),
            ("server login failed: FATAL the database system is shutting down", .starting),
            ("server login failed: FATAL something else", .loginFailed),
            ("server does not support SSL, but SSL was required", .noEncryption),
            ("SSL error: certificate verify failed", .untrustedCertificate),
            ("server certificate for \"a\" does not match host name \"b\"", .otherCertificateName),
            ("root certificate file \"/ca.crt\" does not exist", .certificateFile),
            ("expected authentication request from server, but received H", .otherProtocol),
            ("received invalid response to SSL negotiation: H", .otherProtocol),
            ("fe_sendauth: no password supplied", .noPassword),
            ("permission denied for database \"app\"", .mayNotConnect),
            ("database \"app\" is not currently accepting connections", .databaseClosed),
            ("could not write to file \"pg_snapshots/1.tmp\": No space left on device", .diskFull),
            ("the database system is not accepting connections", .starting),
            ("server login failed: FATAL terminating connection due to administrator command", .fenceRefused),
            ("server login has been failing, cached error: terminating connection", .loginFailing),
            ("too many connections for role \"app\"", .serverFull), ("sorry, too many clients already", .serverFull),
        ])
    func words(text: String, complaint: PoolerComplaint) {
        #expect(PoolerComplaint(text) == complaint)
    }

    @Test("a complaint is read from its own log line and not from the reason of a closed connection")
    func lines() {
        func complaint(_ line: String) -> PoolerComplaint? {
            PoolerComplaint(PoolerLogLine("2026-11-25 19:18:26.110 UTC [1] \(line)"))
        }
        #expect(complaint("WARNING C-0x1: x pooler error: query_wait_timeout") == .queryWait)
        #expect(complaint("LOG C-0x1: x closing because: query_wait_timeout (age=0s)") == nil)
        #expect(complaint("LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: nobody") == .noSuchUser)
        #expect(complaint("LOG S-0x1: x closing because: connect failed (age=0s)") == .noServer)
        #expect(complaint("LOG S-0x1: x new connection to server") == nil)
    }
}
