import PoolerCare
import Testing

@Suite("A complaint of PgBouncer's")
struct PoolerComplaintTests {
    @Test(
        "is known by its words",
        arguments: [
            ("(nodb)/(nouser)@127.0.0.1:56176 no such user: nobody", PoolerComplaint.noSuchUser),
            ("cannot do SCRAM authentication: wrong password type", .wrongPasswordType),
            ("server login failed: wrong password type", .wrongPasswordType),
            ("server login has been failing, try again later (server_login_retry)", .loginFailing),
            ("password authentication failed for user \"gone\"", .wrongServerPassword),
            ("pooler error: password authentication failed", .wrongPassword),
            ("FATAL:  SASL authentication failed", .wrongPassword), ("no such database: nodb", .noSuchDatabase),
            ("no more connections allowed (max_client_conn)", .tooManyClients),
            ("query_wait_timeout", .queryWait), ("database \"app\" is disabled", .isDisabled),
            ("unsupported startup parameter: extra_float_digits", .startupParameter),
            ("accept() failed: Too many open files", .tooManyFiles),
            ("no pg_hba.conf entry for host \"127.0.0.1\", user \"app\", database \"app\", no encryption", .noRule),
            ("role \"app\" is not permitted to log in", .mayNotLogIn),
            (
                "database \"x\" does not "
                    + "exist", .roleMissing
            ),
            ("too many connections for role \"app\"", .serverFull), ("sorry, too many clients already", .serverFull),
        ])
    func words(text: String, complaint: PoolerComplaint) {
        #expect(PoolerComplaint(text) == complaint)
    }

    @Test("is counted in the log from a moment on, each once")
    func log() {
        let text = """
            2026-11-25 18:00:00.000 UTC [1] LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: early
            2026-11-25 19:18:26.109 UTC [1] LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: nobody
            2026-11-25 19:18:26.110 UTC [1] LOG C-0x1: x closing because: password authentication failed (age=0s)
            2026-11-25 19:18:26.110 UTC [1] WARNING C-0x1: x pooler error: password authentication failed
            2026-11-25 19:18:27.109 UTC [1] LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: nobody
            a line of something else
            """
        #expect(
            PoolerLogText.complaints(in: text, since: "2026-11-25 19:00:00") == [
                .init(complaint: .noSuchUser, count: 2, lastTime: "2026-11-25 19:18:27"),
                .init(complaint: .wrongPassword, count: 1, lastTime: "2026-11-25 19:18:26"),
            ])
    }
}
