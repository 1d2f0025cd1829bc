import LinuxReactor
import PostgresClient

extension ConnectionTrial {
    /// The number of sessions.
    private static let tries = 5

    /// Runs the sessions.
    @Reactor
    static func hold(_ parameters: [(keyword: String, value: String)]) async -> ConnectionTrial {
        var trial = ConnectionTrial()
        for _ in 0..<tries where trial.failure == nil {
            do throws(PostgresError) {
                trial.timings.append(try await one(parameters))
            } catch {
                trial.failure = "\(error)"
            }
        }
        return trial
    }

    @Reactor
    private static func one(_ parameters: [(keyword: String, value: String)]) async throws(PostgresError) -> Timing {
        let began = ContinuousClock.now
        // A login across the world takes a second; a full pool would keep us waiting for query_wait_timeout.
        let deadline = began + Doctor.patience
        let connection = try await PostgresConnection.connect(parameters, until: deadline)
        let connected = ContinuousClock.now
        _ = try await connection.execute("select 1", until: deadline)
        let answered = ContinuousClock.now
        _ = try await connection.execute("select 1", until: deadline)
        return Timing(connect: connected - began, firstAnswer: answered - connected, nextAnswer: .now - answered)
    }
}
