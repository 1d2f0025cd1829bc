/// Owns when the pooler lost server connections, as its log tells: often some milliseconds before this agent's own link to
/// the primary ends.
///
/// One lost connection is a session that an operator or a time limit ended; so many within so short a time are a server's end.
struct PooledLosses: Equatable, Sendable {
    private static let suspicious = 3
    private static let span = Duration.milliseconds(20)

    /// The last ones that have not counted yet, fewer than ``suspicious``.
    private var moments: [Instant] = []

    /// Takes that `count` connections were lost at `moment`.
    /// - Returns: whether that is a server's end.
    mutating func take(_ count: Int, at moment: Instant) -> Bool {
        moments = (moments + Array(repeating: moment, count: min(count, Self.suspicious))).suffix(Self.suspicious)
        guard moments.count == Self.suspicious, moment - moments[0] < Self.span else { return false }
        moments = []
        return true
    }
}
