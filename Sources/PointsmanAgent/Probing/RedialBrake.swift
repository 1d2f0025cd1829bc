/// How soon a link to a member that was lost is dialled again: at once, as a primary that goes is to be followed at once; but
/// where links are lost again and again, a second apart.
struct RedialBrake: Sendable {
    private var losses: [ContinuousClock.Instant] = []

    /// More than a server that is started and stopped all the time loses in ``span``.
    private static let most = 8
    private static let span = Duration.seconds(10)
    private static let longest = Duration.seconds(1)

    /// Takes the loss of a link at `moment`.
    /// - Returns: when the next one may be dialled.
    mutating func next(afterLossAt moment: ContinuousClock.Instant) -> ContinuousClock.Instant {
        losses.removeAll { moment - $0 > Self.span }
        losses.append(moment)
        return losses.count > Self.most ? moment + Self.longest : moment
    }
}
