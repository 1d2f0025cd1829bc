extension Reroute {
    /// What the databases for writes are under.
    package enum Hold: Equatable, Sendable {
        case none
        /// PAUSE was sent and waits for transactions that are open.
        case draining(since: Instant)
        case held(since: Instant)
        /// Nobody is held any more, and nobody let through: who waited was dropped, and who comes is turned away.
        case turnedAway

        /// Since when clients wait; nil where none do.
        package var since: Instant? {
            switch self {
            case .none, .turnedAway: nil
            case .draining(let since), .held(let since): since
            }
        }
    }
}
