/// The pause before a lost link to a member is dialled again: none, since a failing primary must be noticed at once;
/// but a second if links are lost again and again.
struct RedialBrake: Sendable {
    private var losses: [ContinuousClock.Instant] = []

    /// The most losses in ``span`` without a pause: more than a server that is restarted all the time causes.
    private static let most = 8
    private static let span = Duration.seconds(10)
    private static let longest = Duration.seconds(1)

    /// Notes the loss of a link at `moment`.
    /// - Returns: when the next link may be dialled.
    mutating func next(afterLossAt moment: ContinuousClock.Instant) -> ContinuousClock.Instant {
        losses.removeAll { moment - $0 > Self.span }
        losses.append(moment)
        return losses.count > Self.most ? moment + Self.longest : moment
    }
}
