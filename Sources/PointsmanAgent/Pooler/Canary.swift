import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// A round trip through the pooler's own port, as the app's role.
struct Canary: Sendable {
    /// How the app connects.
    let login: Login

    /// Whether it reaches one certain run of one certain server, which must take writes.
    @Reactor
    func confirm(_ identity: ServerIdentity) async -> Outcome {
        do {
            guard let report = try await report(until: .now + .seconds(2)) else {
                return .failed("the pooler's answer to the canary can't be read")
            }
            if report.identity != identity { return .failed("the pooler still answers from another server") }
            if report.isInRecovery { return .failed("the pooler's server is a standby") }
            return .done
        } catch {
            return .failed("the canary through the pooler: \(error)")
        }
    }

    /// What the server says of itself that is reached; nil where that can't be read.
    @Reactor
    func report(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> ServerReport? {
        let connection = try await login.connect(until: deadline, reading: PostgresConnection.memberBytes)
        let results = try await connection.execute(ProbeStatement.plain(check: "select 1"), until: deadline)
        return results.last.flatMap { row in ServerReport(row: { row.value($0) }) }
    }
}
