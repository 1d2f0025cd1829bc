/// Owns an operator's request that clients be held.
package struct OperatorHold: Codable, Equatable, Sendable {
    /// When the hold ends; nil while none is requested.
    package private(set) var until: Instant?

    package init() {}

    /// - Parameter heldSince: the moment since which clients wait already: an operator's request extends no wait beyond
    ///   `hold_timeout`.
    package mutating func take(
        _ request: OperatorRequest, heldSince: Instant?, policy: Policy, at moment: Instant
    ) {
        switch request {
        case .hold(let duration): until = min(moment + duration, (heldSince ?? moment) + policy.holdTimeout)
        case .release: until = nil
        case .adoptFence, .resetFence, .prepareMove, .adoptMove, .endMove, .drain, .undrain: break
        }
    }

    /// Takes another policy: a shorter `hold_timeout` also applies to a request that was made before.
    package mutating func follow(_ policy: Policy, heldSince: Instant?, at moment: Instant) {
        if let until { self.until = min(until, (heldSince ?? moment) + policy.holdTimeout) }
    }

    package mutating func expire(at moment: Instant) {
        if let until, until <= moment { self.until = nil }
    }
}

/// A request of an operator over the control socket.
package enum OperatorRequest: Codable, Equatable, Sendable {
    /// Hold clients for at most this long.
    case hold(Duration)
    case release
    /// Make the primary at this member the fence's owner, even if its timeline is lower or its cluster another one.
    case adoptFence(MemberID)
    /// Forget the fence, and pin what is seen as at a first start.
    case resetFence
    /// Hold the whole fleet for a planned move, for at most this long.
    /// - Parameter to: the primary of another cluster that is to be adopted; nil for a move within the cluster.
    case prepareMove(MoveID, for: Duration, to: ServerIdentity? = nil)
    /// Have the whole fleet adopt that primary, in a prepared move that names one.
    case adoptMove
    /// End the move that this agent leads or takes part in.
    case endMove(FleetNotice.Ending)
    /// Report not ready, but go on serving.
    case drain
    case undrain
}
