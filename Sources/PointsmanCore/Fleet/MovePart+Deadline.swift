extension MovePart {
    /// When something is due without a further notice; nil if nothing is.
    func nextDeadline(_ holdTimeout: Duration, heldSince: Instant?, after moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        if case .reserved(_, let until) = state { next.consider(until) }
        if let stay {
            next.consider(stay.drainedBy)
            next.consider(stay.drainedBy + Self.grace)
            next.consider(stay.until)
            next.consider((heldSince ?? stay.began) + holdTimeout)
        }
        return next.moment
    }
}
