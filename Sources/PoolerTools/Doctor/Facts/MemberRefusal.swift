import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The reason why a member itself could not be asked, and the remedy. The reason is in the words of the server, libpq
/// or the system; PgBouncer is not involved.
struct MemberRefusal {
    let cause: String
    let cure: String

    init(_ reason: String, _ facts: DoctorFacts) {
        if let function = DeniedFunction(message: reason) {
            cause =
                "the role may not execute \(function.rawValue), as every role may by default: probe and fence call it in each "
                + "new session"
            let database = facts.configuration.database.database
            cure = "`\(function.grant(to: facts.user))`, in the database \(database) of the primary"
            return
        }
        if let complaint = PoolerComplaint(reason), complaint != .noServer, complaint != .loginFailed {
            cause = complaint.meaning
            cure = complaint.cure(on: facts)
            return
        }
        (cause, cure) = Self.words(reason)
    }

    private static func words(_ reason: String) -> (cause: String, cure: String) {
        if reason.contains("Connection refused") {
            return (
                "nothing listens at that address and port: the server is down, or it has another port",
                "start it, or mend the port: `member_port`, the URL's, or the SRV record's; on Fly `member_port = 5433` is "
                    + "PostgreSQL's own"
            )
        }
        if ["no answer within", "timed out"].contains(where: reason.contains) {
            return (
                "nothing comes back: packets are dropped on the way (a firewall, a machine that is gone), or the server hangs",
                "`nc -vz ADDRESS PORT` from here tells which: where it connects, the server hangs"
            )
        }
        if ["No route to host", "Network is unreachable"].contains(where: reason.contains) {
            return ("this machine has no way to that address", "mend the route, or the address that DNS gives")
        }
        if ["closed the connection", "Connection reset"].contains(where: reason.contains) {
            return (
                "what listens there ended the connection without a word: a server that crashes, or a proxy without one behind "
                    + "it",
                "look into its log; on Fly `member_port = 5433` is PostgreSQL's own port, 5432 a proxy's"
            )
        }
        return ("the words are those of the server or of the system", "the server's log has more")
    }
}
