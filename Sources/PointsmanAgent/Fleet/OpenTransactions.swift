import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// A query for the transactions of the app's role on the primary that may outlast a drain, on a connection of its own.
struct OpenTransactions: Sendable {
    let dial: @Reactor @Sendable (MemberID) -> [(keyword: String, value: String)]

    enum Answer: Sendable {
        /// The transactions, one line each.
        case found([String])
        /// They are not known; the sentence says why.
        case unknown(String)
    }

    /// - Parameter span: the age from which on a transaction counts; younger ones are expected to end in time.
    func look(at member: MemberID, olderThan span: Duration, within limit: Duration) async -> Answer {
        let parameters = await dial(member)
        return await Reactor.run {
            do throws(PostgresError) {
                let deadline = ContinuousClock.now + limit
                let connection = try await Login(parameters).connect(
                    until: deadline, reading: PostgresConnection.memberBytes
                ) {}
                let results = try await connection.execute(
                    FleetStatement.openTransactions(olderThanMilliseconds: span.wholeMilliseconds), until: deadline)
                return .found(
                    results.last?.records.map { record in
                        "pid \(record("pid") ?? "?"), open for \(record("age") ?? "?") s: \(printable(record("words") ?? ""))"
                    } ?? [])
            } catch {
                return .unknown("the open transactions of \(member) are not known: \(error)")
            }
        }
    }
}
