/// Owns the moments at which the pooler lost server connections, as its log tells: often some milliseconds before this
/// agent's own link to the primary ends.
///
/// One lost connection is a session that an operator or a time limit ended. ``suspicious`` losses within ``span`` are
/// the end of a server.
struct PooledLosses: Equatable, Sendable {
    private static let suspicious = 3
    private static let span = Duration.milliseconds(20)

    /// The last losses that have not counted yet, fewer than ``suspicious``.
    private var moments: [Instant] = []

    /// Takes the loss of `count` connections at `moment`.
    /// - Returns: whether the losses are the end of a server.
    mutating func take(_ count: Int, at moment: Instant) -> Bool {
        moments = (moments + Array(repeating: moment, count: min(count, Self.suspicious))).suffix(Self.suspicious)
        guard moments.count == Self.suspicious, moment - moments[0] < Self.span else { return false }
        moments = []
        return true
    }
}
