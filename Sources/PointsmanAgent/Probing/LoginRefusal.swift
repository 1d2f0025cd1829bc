import PointsmanCore
import PostgresClient

/// A server's refusal of the app's role, which keeps PgBouncer out as well.
struct LoginRefusal: Equatable {
    let sentence: String
    let cure: String

    /// Nil if `error` is not the refusal of a login.
    init?(_ error: PostgresError, user: String) {
        guard case .blind(let cause) = ProbeFailure(error), case .sqlState(let state) = cause, state.isOfLogin else {
            return nil
        }
        sentence = "the app's role \(user) can't log in there, and PgBouncer can't either: \(cause.text): \(error)"
        cure =
            switch state {
            case "28LGN": "ALTER ROLE \(user) LOGIN"
            case "28ROL": "CREATE ROLE \(user) LOGIN, or the right role in database_url"
            case "28HBA": "a line in pg_hba.conf that lets \(user) in from here, then pg_reload_conf()"
            case "28P01":
                "the same password in database_url or password_file and at the server (ALTER ROLE \(user) PASSWORD)"
            case "28NOP": "the password of \(user) in database_url or password_file"
            case "3D000": "CREATE DATABASE there, or the right database in database_url"
            default: "the server's log and its pg_hba.conf tell more"
            }
    }
}
