extension Status {
    /// What this agent tells another that has lost the primary.
    /// - Parameter age: how long ago the probe was sent that has last shown the routed primary; nil where none has.
    package func answerToPeer(seen age: Duration?) -> PeerWord.Answer {
        guard !isStandingStill else { return .unclear }
        guard isConfirmed, hold == .none, !isStopping, let writes = setting?.writes else {
            return .hasNone
        }
        guard primary?.standing == .writable, let fence, let age else { return .unclear }
        return .routes(
            PeerRoute(
                member: writes.member, systemIdentifier: fence.systemIdentifier, timeline: fence.timeline, age: age))
    }
}
