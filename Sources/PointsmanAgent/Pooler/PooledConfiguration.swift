import PointsmanConfiguration
import PointsmanFormats

/// The configuration in a managed PgBouncer's files: the agent's, except for the password of the app's role. PgBouncer
/// has one password for each user and logs in to servers with it, so it gets a new one when the server that writes go
/// to accepts it. Former roles stay in its list of users until the next start, so that apps which still use one can log
/// in.
struct PooledConfiguration {
    private(set) var configuration: Configuration
    private var formerUsers: [Userlist.User] = []

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Takes another configuration.
    /// - Parameter isTaken: whether the server accepts its role.
    mutating func take(_ new: Configuration, isTaken: Bool) {
        let (before, role) = (configuration.database, new.database)
        if before.user != role.user {
            formerUsers.append(.init(name: before.user, password: before.password ?? Secret("")))
        }
        configuration = new
        if before.user == role.user, !isTaken {
            configuration.database.password = before.password
            if let url = new.poolerURL, url.user == role.user, url.password == role.password {
                configuration.poolerURL?.password = before.password
            }
        }
        let named = [role.user] + new.poolerUsers.map(\.name)
        formerUsers.removeAll { named.contains($0.name) }
        // Before the others: a PgBouncer may stop at a line that it can't read.
        configuration.poolerUsers = formerUsers + configuration.poolerUsers
    }

    /// Whether the role has another password in `configuration`.
    func lacksPassword(of configuration: Configuration) -> Bool {
        self.configuration.database.password != configuration.database.password
    }
}
