package import PointsmanFormats

/// How PgBouncer is reached, in libpq's keywords.
package struct PoolerEndpoints: Sendable {
    /// Its console.
    package var console: [(keyword: String, value: String)]
    /// Its database for writes, as the app's role.
    package var app: [(keyword: String, value: String)]
    /// The key of the configuration that has ``app``'s user and password.
    package var appKey: ConfigurationKey
    /// What the operator's console URL leads to; nil where PgBouncer is ours.
    package var operated: DatabaseURL?
    /// The ini file of an operator's PgBouncer, where he has named it.
    package var operatedIni: String?

    /// Why a session could not be had, with where to look.
    /// - Parameter refusal: the words of what answered and refused it; nil if nothing answered.
    package func sentence(about error: any Error, refusal: String?) -> String {
        guard let operated else { return "\(error)" }
        let place = "\(operated.host):\(operated.port)"
        guard let refusal else {
            return "its console at \(place) (pooler_console): \(error)"
        }
        if PoolerComplaint(refusal) == .tooManyClients {
            return "its console at \(place) (pooler_console) takes no more clients: \(error)"
        }
        if refusal.contains("database \"pgbouncer\" does not exist") {
            return "at \(place) (pooler_console) PostgreSQL itself answers, no PgBouncer: \(error)"
        }
        return "its console at \(place) refuses the user of pooler_console: \(error); user and password must be those "
            + "of one of its admin_users"
    }
}
