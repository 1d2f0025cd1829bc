package import PointsmanFormats

/// The ways to reach PgBouncer, as libpq's parameters.
package struct PoolerEndpoints: Sendable {
    /// The parameters of its console.
    package var console: [(keyword: String, value: String)]
    /// The parameters of its database for writes, as the app's role.
    package var app: [(keyword: String, value: String)]
    /// The configuration key that holds ``app``'s user and password.
    package var appKey: ConfigurationKey
    /// The operator's URL of the console; nil if PgBouncer is managed.
    package var operated: DatabaseURL?
    /// The ini file of an attached PgBouncer; nil if the operator has not named it.
    package var operatedIni: String?

    /// A sentence that says why a session failed, and where to look.
    /// - Parameter refusal: the words of the program that answered and refused; nil if none answered.
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
