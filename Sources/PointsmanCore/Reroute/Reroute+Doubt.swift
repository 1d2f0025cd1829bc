extension Reroute {
    /// A change that another console has made in the pooler.
    package enum Doubt: Equatable, Sendable {
        /// Writes lead to another member, at which clients may be at work; nil means nowhere.
        case writes(MemberID?)
        /// Another part of the setting has changed: the fence of the writes, the route of reads, or the size of the
        /// pools.
        case rest
        /// Clients are no longer held: they may be at work again at the server that they were held from.
        case hold
    }

    /// Whether no operation is under way, no client is held, and a canary has confirmed the route.
    package var isAtRest: Bool { state.confirmation != nil && route.accuracy == .asSet && isIdle }

    /// Whether clients are held by our own PAUSE, or it waits for their transactions, and no operation is under way
    /// that ends the hold.
    var isHeld: Bool {
        switch state {
        case .held, .draining(_, by: .ours), .draining(_, by: .reissued): isIdle
        case .open, .served, .unserved, .draining(_, by: .inherited), .turnedAway, .refused: false
        }
    }

    /// Whether the route was set and no client is held, but the last canary has failed: another console may have
    /// changed the route.
    var isUnconfirmed: Bool {
        state.isOpen && confirmed == nil && route.accuracy == .asSet && hasCanaryFailed && isConfirmingAtMost
    }
}
