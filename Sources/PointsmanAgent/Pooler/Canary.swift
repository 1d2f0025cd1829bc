import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// A round trip through the pooler's own port, as the app's role.
struct Canary: Sendable {
    /// The login that the app uses.
    let login: Login

    /// The report of the server that is reached; nil if it can't be read. Throws if the round trip fails.
    @Reactor
    func report(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> ServerReport? {
        do throws(PostgresError) {
            let connection = try await login.connect(until: deadline, reading: PostgresConnection.memberBytes)
            let results = try await connection.execute(ProbeStatement.plain(check: "select 1"), until: deadline)
            return results.last.flatMap { row in ServerReport(row: { row.value($0) }) }
        } catch {
            // PgBouncer logs it as it does an app's.
            if error.code == .server { login.countError() }
            throw error
        }
    }
}
