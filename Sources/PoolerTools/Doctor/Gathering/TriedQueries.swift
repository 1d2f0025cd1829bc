import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Check queries that were tried on the primary: each is run once, however many processes have it.
@Reactor
struct TriedQueries {
    private var times: [[String]: Gathered<Duration>] = [:]

    nonisolated init() {}

    /// How long `query` takes in a session of its own.
    /// - Parameter owner: the process that runs it; each tries it for itself.
    mutating func time(
        _ query: String, of owner: String, at parameters: [(keyword: String, value: String)]
    ) async throws(PostgresError) -> Gathered<Duration> {
        if let known = times[[owner, query]] { return known }
        let connection = try await PostgresConnection.connect(parameters, until: .now + Doctor.patience)
        let time = await Self.time(query, on: connection)
        times[[owner, query]] = time
        return time
    }

    private static func time(_ query: String, on connection: PostgresConnection) async -> Gathered<Duration> {
        let began = ContinuousClock.now
        do throws(PostgresError) {
            _ = try await connection.execute(query, until: began + Doctor.patience)
            return .seen(.now - began)
        } catch {
            return .unseen(error.code == .deadline ? "no answer within \(Doctor.patience.short)" : "\(error)")
        }
    }
}
