import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// A round trip through the pooler's own port, as the app's role.
struct Canary: Sendable {
    /// How the app connects.
    let login: Login

    /// What the server says of itself that is reached; nil where that can't be read.
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
