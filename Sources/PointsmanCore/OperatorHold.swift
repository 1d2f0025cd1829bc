/// Owns an operator's wish that clients be held.
package struct OperatorHold: Equatable, Sendable {
    /// Until when; nil while nobody wishes it.
    package private(set) var until: Instant?

    package init() {}

    /// - Parameter heldSince: since when clients wait already: an operator's wish makes them wait no longer in all than
    ///   `hold_timeout`.
    package mutating func take(
        _ request: OperatorRequest, heldSince: Instant?, policy: Policy, at moment: Instant
    ) {
        switch request {
        case .hold(let duration): until = min(moment + duration, (heldSince ?? moment) + policy.holdTimeout)
        case .release: until = nil
        case .adoptFence, .resetFence, .prepareMove, .endMove, .drain, .undrain: break
        }
    }

    /// Takes up another policy: a `hold_timeout` that is shorter now holds for a wish that was made before, too.
    package mutating func follow(_ policy: Policy, heldSince: Instant?, at moment: Instant) {
        if let until { self.until = min(until, (heldSince ?? moment) + policy.holdTimeout) }
    }

    package mutating func expire(at moment: Instant) {
        if let until, until <= moment { self.until = nil }
    }
}

/// What an operator asks for over the control socket.
package enum OperatorRequest: Equatable, Sendable {
    /// Hold clients for at most this long.
    case hold(Duration)
    case release
    /// Take the primary at this member for the fence's owner, be its timeline lower or its cluster another one.
    case adoptFence(MemberID)
    /// Forget the fence, and pin what is seen as at a first start.
    case resetFence
    /// Hold the whole fleet for a planned move, for at most this long.
    case prepareMove(MoveID, for: Duration)
    /// End the move that this agent leads or takes part in.
    case endMove(FleetNotice.Ending)
    /// Be not ready, and serve on.
    case drain
    case undrain
}
