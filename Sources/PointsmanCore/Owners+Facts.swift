/// What follows from the facts of several owners; none of them changes by it.
extension Owners {
    /// The standing of every member.
    func view(at now: Instant) -> ClusterView {
        ClusterView(
            of: directory.members, unnamed: directory.unnamed, seen: sightings, fence: keeper.fence,
            preRouted: keeper.preRouted?.timeline, policy: policy, at: now)
    }

    /// Whether a canary has reached the server that `verdict` has writes go to.
    func isConfirmed(_ verdict: WriteVerdict, _ view: ClusterView) -> Bool {
        reroute.isConfirmed(at: view.identity(of: verdict.target))
    }

    /// The next moment at which an owner or a rule has something to do without a further event; nil if there is none.
    func nextDeadline(_ question: WriteQuestion, at now: Instant) -> Instant? {
        var next = Earliest(after: now)
        next.consider(question.nextDeadline)
        next.consider(sightings.nextExpiry(policy, at: now))
        next.consider(opinions.nextDeadline(policy: policy, at: now))
        next.consider(peers.nextDeadline(at: now))
        next.consider(operatorHold.until)
        next.consider(fleet.nextDeadline(policy, heldSince: reroute.heldSince, after: now))
        next.consider(contest.nextDeadline(policy))
        next.consider(keeper.retryAt)
        next.consider(reads.nextDeadline(policy: policy, at: now))
        next.consider(share.nextDeadline(policy: policy))
        next.consider(reroute.nextDeadline(policy: policy))
        next.consider(watch.nextDeadline)
        next.consider(obstacles.nextDeadline(of: reroute.member, policy: policy, at: now))
        next.consider(ownFault.nextDeadline(policy: policy))
        return next.moment
    }
}
