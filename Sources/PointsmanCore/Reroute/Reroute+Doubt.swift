extension Reroute {
    /// What another console has changed in the pooler.
    package enum Doubt: Equatable, Sendable {
        /// Writes lead to another member, at which clients may be at work; nil is nowhere.
        case writes(MemberID?)
        /// Something else of the setting: what fences the writes, where reads go, how large the pools are.
        case rest
        /// Clients are no longer held: they may be at work again at the server that they were held from.
        case hold
    }

    /// Whether nothing is being done, no client is held, and a canary has confirmed where it leads.
    package var isAtRest: Bool { state.confirmation != nil && route.accuracy == .asSet && isIdle }

    /// Whether clients are held by our own PAUSE, or wait for it, and nothing is done that ends the hold.
    var isHeld: Bool {
        switch state {
        case .held, .draining(_, by: .ours), .draining(_, by: .reissued): isIdle
        case .open, .served, .unserved, .draining(_, by: .inherited), .turnedAway, .refused: false
        }
    }

    /// Whether it was set and holds no client, but the last canary has failed: another console may have led it elsewhere since.
    var isUnconfirmed: Bool {
        state.isOpen && confirmed == nil && route.accuracy == .asSet && hasCanaryFailed && isConfirmingAtMost
    }
}
