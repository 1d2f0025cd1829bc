import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Asks the primary for the transactions of the app's role that may outlast a drain, on a connection of its own.
struct OpenTransactions: Sendable {
    let dial: @Reactor @Sendable (MemberID) -> [(keyword: String, value: String)]

    enum Answer: Sendable {
        /// A line each.
        case found([String])
        /// A sentence that says why they are not known.
        case unknown(String)
    }

    /// - Parameter span: younger ones are expected to end in time.
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
