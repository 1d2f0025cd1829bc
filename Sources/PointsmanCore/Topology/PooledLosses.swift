/// One server connection that the pooler has lost, as far as its log tells whose it was.
package enum LostConnection: Codable, Equatable, Sendable {
    /// The line names the server.
    case at(MemberID)
    /// The line names the client that used the connection: the server is the one that the client's database leads to.
    case ofWrites, ofReads
}

/// Owns when the pooler lost server connections, as its log tells: often some milliseconds before this agent's own link to
/// the primary ends.
///
/// One lost connection is a session that an operator or a time limit ended; so many at one server within so short a time are
/// that server's end. What is lost at one server says nothing of another.
struct PooledLosses: Codable, Equatable, Sendable {
    private struct Loss: Codable, Equatable, Sendable {
        let member: MemberID
        let moment: Instant
    }

    private static let suspicious = 3
    private static let span = Duration.milliseconds(20)

    /// The last ones that have not counted yet, at each server fewer than ``suspicious``.
    private var recent: [Loss] = []

    /// Takes that a connection to each of `members` was lost at `moment`: one of them as often as it has lost some.
    /// - Returns: the servers whose end that is.
    mutating func take(_ members: [MemberID], at moment: Instant) -> [MemberID] {
        recent.removeAll { moment - $0.moment >= Self.span }
        var ended: [MemberID] = []
        for member in members where !ended.contains(member) {
            recent.append(Loss(member: member, moment: moment))
            let count = recent.count { $0.member == member }
            guard count >= Self.suspicious else { continue }
            recent.removeAll { $0.member == member }
            ended.append(member)
        }
        return ended
    }
}
