import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// A round trip through the pooler's own port, as the app's role, that must reach one certain run of one certain server.
struct Canary: Sendable {
    /// How the app connects, in libpq's keywords.
    let parameters: [(keyword: String, value: String)]

    @Reactor
    func confirm(_ identity: ServerIdentity) async -> Outcome {
        let deadline = ContinuousClock.now + .seconds(2)
        do {
            let connection = try await PostgresConnection.connect(
                parameters, until: deadline, reading: PostgresConnection.memberBytes)
            let results = try await connection.execute(ProbeStatement.plain(check: "select 1"), until: deadline)
            guard let row = results.last, let report = ServerReport(row: { row.value($0) }) else {
                return .failed("the pooler's answer to the canary can't be read")
            }
            if report.identity != identity { return .failed("the pooler still answers from another server") }
            if report.isInRecovery { return .failed("the pooler's server is a standby") }
            return .done
        } catch {
            return .failed("the canary through the pooler: \(error)")
        }
    }
}
