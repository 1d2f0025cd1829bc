extension MemberView {
    /// What a probe has changed.
    enum Change {
        case nothing
        /// No more than position, age and round trip.
        case position
        /// Maybe more: what the member is, or whether its report counts.
        case more
    }

    /// Takes over how far the server is by now.
    /// - Parameters:
    ///   - sighting: which says nothing else than before.
    ///   - fence: of the history that it was before.
    /// - Returns: what that changes; where it is more, all is left as it was.
    mutating func follow(_ sighting: Sighting, _ fence: Fence?, ownerLostSince: Instant?) -> Change {
        guard standing.isKnown else { return sighting.failure == nil ? .more : .nothing }
        // Of two addresses of one server that refuses writes the later word counts.
        if standing == .readOnly { return .more }
        if let ownerLostSince, let sent = sighting.reportSent, sent < ownerLostSince { return .more }
        // Else there are reports, which are asked where they lie: to ask first whether there is one copies it.
        let lsn = sighting.report!.lsn
        let staleness = sighting.report!.staleness
        guard (lsn == nil) == (report!.lsn == nil) else { return .more }
        if !report!.isInRecovery, let fence, let lsn, report!.timeline == fence.timeline,
            (standing == .stale) != (lsn < fence.lsn)
        {
            return .more
        }
        guard lsn != report!.lsn || staleness != report!.staleness || sighting.roundTrip != roundTrip else {
            return .nothing
        }
        report!.lsn = lsn
        report!.staleness = staleness
        roundTrip = sighting.roundTrip
        return .position
    }
}
