import LinuxReactor
import PostgresClient

/// An open transaction through PgBouncer, over a RELOAD.
///
/// With TLS towards servers, RELOAD has PgBouncer close each server connection that is not in use, and where its last login has failed
/// (a password that was refused) it then refuses each query until one succeeds. While one connection of the pool is in use
/// it lets clients wait for that login instead.
@Reactor
struct Anchor {
    private let login: Login
    private let connection: PostgresConnection

    /// What it may take to get a connection, and the next login afterwards.
    private static let patience = (opening: Duration.milliseconds(500), login: Duration.seconds(5))

    /// Nil where no server connection is to be had at once, or transactions are not: PgBouncer pools statements.
    /// - Parameter login: how the app's role comes to the database. PgBouncer has not read its newest role yet.
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

    /// Ends it, once another client is served or after a while: a password may be refused once more.
    func release() async {
        let limit = ContinuousClock.now + Self.patience.login
        while ContinuousClock.now < limit, (try? await Canary(login: login).report(until: limit)) == nil {
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        _ = try? await connection.execute("ROLLBACK", until: .now + Self.patience.opening)
    }
}
