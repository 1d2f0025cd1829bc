import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import Synchronization

/// The members that refuse the login that was read last, for readers on other threads.
final class LoginRecord: Sendable {
    private let latest = Mutex(PendingLogin())

    var login: PendingLogin { latest.withLock { $0 } }

    /// Takes the user of the login, and the key that holds its password.
    func name(_ configuration: Configuration) {
        latest.withLock {
            $0.user = configuration.database.user
            $0.key = (configuration.isPasswordInFile ? ConfigurationKey.passwordFile : .databaseURL).rawValue
        }
    }

    /// Notes whether `member` refuses the login.
    func note(_ member: MemberID, refuses: Bool) {
        latest.withLock { login in
            login.refusedBy.removeAll { $0 == member }
            if refuses { login.refusedBy = (login.refusedBy + [member]).sorted() }
        }
    }

    /// Takes whether PgBouncer keeps its server connections beyond their age.
    func note(keepsConnections: Bool) {
        latest.withLock { $0.keepsConnections = keepsConnections }
    }
}
