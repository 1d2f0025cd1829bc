extension Reroute {
    /// What the databases for writes are under.
    package enum Hold: Equatable, Sendable {
        case none
        /// PAUSE waits for transactions that are open.
        case draining(since: Instant, by: Pause)
        case held(since: Instant)
        /// Nobody is held any more, and nobody let through: who waited was dropped, and who comes is turned away.
        case turnedAway

        /// Since when clients wait; nil where none do.
        package var since: Instant? {
            switch self {
            case .none, .turnedAway: nil
            case .draining(let since, _), .held(let since): since
            }
        }
    }

    /// Whose PAUSE it is that waits.
    package enum Pause: Equatable, Sendable {
        /// Ours alone: where it fails, nobody is held.
        case own(OperationID)
        /// Somebody else's, or one of ours whose answer is lost. That it is paused does not say that it is drained: only
        /// our own PAUSE is answered with that.
        case found
        /// Ours, sent to a pooler that holds clients already, whatever becomes of it.
        case again(OperationID)

        /// Nil where none of ours is under way.
        var id: OperationID? {
            switch self {
            case .own(let id), .again(let id): id
            case .found: nil
            }
        }
    }
}
