import LinuxReactor
import PointsmanFormats
import PostgresClient

extension PostgresConnection {
    /// Sends RELOAD on this console connection, at a moment when no server connection is logging in.
    ///
    /// RELOAD ends the ones that are, where what they log in to or TLS has changed (with TLS it takes everything for
    /// changed), and counts that as a login that failed: until the next one succeeds, each new query is refused with
    /// "server login has been failing".
    /// - Parameter patience: how long to wait for that moment; then it is sent all the same.
    func reloadQuietly(within patience: Duration, until deadline: ContinuousClock.Instant) async throws(PostgresError) {
        let limit = ContinuousClock.now + patience
        while ContinuousClock.now < limit, try await hasLogins(until: deadline) {
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        try await Console(self, until: deadline).tell(.reload)
    }

    private func hasLogins(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> Bool {
        try await Console(self, until: deadline).rows(PoolRow.self).contains { $0.serversLogin > 0 }
    }
}
