import LinuxReactor
import PostgresClient

/// Whom the server takes `role` for who logs in through the pooler at `port` of 127.0.0.1, into the database app.
@Reactor
func sessionUser(_ role: String, _ password: String, _ port: UInt16) async throws -> String? {
    let limit = ContinuousClock.now + .seconds(60)
    let connection = try await PostgresConnection.connect(
        [
            ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", role), ("password", password),
            ("dbname", "app"), ("sslmode", "disable"),
        ], until: limit)
    return try await connection.execute("SELECT session_user AS name", until: limit).first?.value("name")
}
