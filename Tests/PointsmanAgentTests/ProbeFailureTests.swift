import PointsmanAgent
import PointsmanCore
import PostgresClient
import Testing

@Suite("The wording of a failed probe")
struct ProbeFailureTests {
    @Test(
        "a failed probe is described by what its error proves",
        arguments: [
            (PostgresError(code: .encryption(.notOffered), message: ""), "can't be probed (it speaks no TLS"),
            (
                PostgresError(code: .encryption(.untrusted), message: ""),
                "can't be probed (its certificate is not valid now"
            ),
            (
                PostgresError(code: .encryption(.otherName), message: ""),
                "can't be probed (its certificate has other names"
            ),
            (PostgresError(code: .encryption(.missingFile), message: ""), "can't be probed (a file of certificates"),
            (PostgresError(code: .encryption(.handshake), message: ""), "can't be probed (the TLS handshake"),
            (
                refused("28000", "role \"app\" is not permitted to log in"),
                "can't be probed (the role of database_url may not"
            ),
            (refused("28000", "pg_hba.conf rejects connection for host \"1\""), "can't be probed (its pg_hba.conf"),
            (refused("28000", "no pg_hba.conf entry for host \"1\""), "can't be probed (its pg_hba.conf"),
            (refused("28000", "role \"app\" does not exist"), "can't be probed (it has no role of the name"),
            (
                refused("28000", "Rolle »app« existiert nicht"),
                "can't be probed (it refuses the login: pg_hba.conf, or a role"
            ),
            (refused("28NOP", ""), "can't be probed (it asks for a password, and database_url has none)"),
            (
                refused("53300", ""),
                "can't be probed (it, the database or the role has as many connections as it may have, "
            ),
            (
                refused("42501", "permission denied for function pg_control_system"),
                "can't be probed (it denies the role the function pg_control_system, "
            ),
            (
                refused("42501", "keine Berechtigung für Funktion pg_control_system"),
                "can't be probed (it denies the role what the probe needs, such as CONNECT, or EXECUTE on a function, "
            ),
            (refused("57P03", ""), "down (it lets nobody in yet: it is starting up, shutting down or recovering, "),
            (PostgresError(code: .transport, message: ""), "down (it closed the connection)"),
            (PostgresError(code: .transport, systemError: 2, message: ""), "down (there is no such socket)"),
            (PostgresError(code: .deadline, message: ""), "silent (no answer in time)"),
        ])
    func words(error: PostgresError, words: String) {
        #expect(ProbeFailure(error).text.hasPrefix(words), "\(ProbeFailure(error).text)")
    }

    @Test("a function that the role may not execute is named in the status with the GRANT that ends it")
    func functions() {
        for function in DeniedFunction.allCases {
            let text = ProbeFailure(refused("42501", "permission denied for function \(function.rawValue)")).text
            #expect(text.contains("GRANT EXECUTE ON FUNCTION \(function.rawValue) TO the role;"), "\(text)")
        }
    }

    @Test("a probe failed by TLS or a refused login makes the agent probe that member less often")
    func pace() {
        let denied = refused("42501", "permission denied for function pg_sleep")
        for error in [PostgresError(code: .encryption(.untrusted), message: ""), refused("28NOP", ""), denied] {
            #expect(ProbeFailure(error).pace == .refused)
        }
    }
}

private func refused(_ state: String, _ message: String) -> PostgresError {
    PostgresError(code: .server, sqlState: state, message: message)
}
