import LinuxReactor
import PostgresClient

/// An open transaction through PgBouncer during a RELOAD.
///
/// If PgBouncer uses TLS to its servers, RELOAD makes it close each server connection that is not in use. If its last
/// login has failed (a refused password), it then refuses each query until a login succeeds. While one connection of
/// the pool is in use it lets clients wait for that login instead.
@Reactor
struct Anchor {
    private let login: Login
    private let connection: PostgresConnection

    /// The time limits for getting a connection, and for the next login afterwards.
    private static let patience = (opening: Duration.milliseconds(500), login: Duration.seconds(5))

    /// Nil if no server connection is available at once, or PgBouncer pools statements, which allows no transaction.
    /// - Parameter login: the login of the app's role. PgBouncer has not read its newest role yet.
    init?(_ login: Login) async {
        let limit = ContinuousClock.now + Self.patience.opening
        do {
            let connection = try await login.connectAsBefore(until: limit)
            _ = try await connection.execute("BEGIN; SELECT 1", until: limit)
            self.login = login
            self.connection = connection
        } catch {
            return nil
        }
    }

    /// Ends the transaction once another client is served, or after a while, since a password may be refused again.
    func release() async {
        let limit = ContinuousClock.now + Self.patience.login
        while ContinuousClock.now < limit, (try? await Canary(login: login).report(until: limit)) == nil {
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        _ = try? await connection.execute("ROLLBACK", until: .now + Self.patience.opening)
    }
}
