/// Owns the view, and keeps it from one event to the next. Where probes have told no more than how far servers are by now, it
/// takes that over; else it looks at everybody again.
struct ViewKeeper: Sendable {
    private(set) var view = ClusterView(members: [])
    /// Another number whenever something has changed that rules look at: not where positions, ages and round trips have
    /// moved, which they do with nearly every probe.
    private(set) var turn = 0
    /// Another number whenever something has changed that a status shows.
    private(set) var shown = 0
    /// What it was made from, nil before the first: these turns of the directory and of the sightings, ...
    private var turns: (directory: Int, sightings: Int)?
    /// ... the fence of this turn, and the timeline that the pooler was led to ahead.
    private var fence: Fence?
    private(set) var fenceTurn = 0
    private var ahead: Timeline?
    private var members: [Member] = []
    /// Of ``members``: where each stands in the sightings, if there, and how many of its probes were seen.
    private var places: [(index: Int?, moves: Int)] = []
    /// Until when no report grows old that counts.
    private var freshUntil = Instant.distant
    /// Whether the fence's position, or more of it, has changed since the last look.
    private var hasFenceMoved = false
    private var isFenceAnother = false
    /// Since when the fence's owner has been silent: a report that is older may not count.
    private var ownerLostSince: Instant?

    /// Has the next look be at everybody.
    mutating func forget() { turns = nil }

    /// Whether it has seen these, but for how far servers are by now.
    func knows(_ directory: MemberDirectory, _ sightings: Sightings) -> Bool {
        turns.map { $0 == (directory.turn, sightings.turn) } ?? false
    }

    /// Takes the fence that is to be looked by, when it is another one.
    mutating func take(_ fence: Fence?, turn: Int) {
        hasFenceMoved = fence?.lsn != self.fence?.lsn
        isFenceAnother = !Fence.areSameHistory(fence, self.fence)
        self.fence = fence
        fenceTurn = turn
    }

    /// Brings the view up to date.
    /// - Parameter sightings: of nobody but the directory's members.
    mutating func look(
        _ directory: MemberDirectory, _ sightings: Sightings, ahead: Timeline?, policy: Policy, at moment: Instant
    ) {
        let isMeasuredAlike = turns?.directory == directory.turn && ahead == self.ahead && !isFenceAnother
        defer {
            hasFenceMoved = false
            isFenceAnother = false
        }
        if isMeasuredAlike, knows(directory, sightings), isFresh(sightings, policy, at: moment), follow(sightings) {
            return
        }
        lookAtAll(
            directory, sightings, Yardstick(sightings, fence: fence, ahead: ahead, policy: policy), policy,
            isMeasuredAlike: isMeasuredAlike, at: moment)
        turns = (directory.turn, sightings.turn)
        self.ahead = ahead
    }

    /// Whether every report that counted at the last look still does: later ones may have come since.
    private mutating func isFresh(_ sightings: Sightings, _ policy: Policy, at moment: Instant) -> Bool {
        if moment < freshUntil { return true }
        var until = Instant.distant
        for index in places.indices where view.members[index].standing.isKnown {
            guard let place = places[index].index, let sent = sightings.sightings[place].reportSent else {
                return false
            }
            until = min(until, sent + policy.freshness)
        }
        freshUntil = until
        return moment < until
    }

    /// Takes over how far servers are by now.
    /// - Returns: false where that may change what one is.
    private mutating func follow(_ sightings: Sightings) -> Bool {
        if hasFenceMoved { view.follow(fence) }
        for index in places.indices {
            guard let place = places[index].index else { continue }
            guard hasFenceMoved || sightings.moves[place] != places[index].moves else { continue }
            places[index].moves = sightings.moves[place]
            switch view.follow(index, sightings.sightings[place], fence, ownerLostSince: ownerLostSince) {
            case .nothing: break
            case .position: shown += 1
            case .more: return false
            }
        }
        return true
    }

    private mutating func lookAtAll(
        _ directory: MemberDirectory, _ sightings: Sightings, _ yardstick: Yardstick, _ policy: Policy,
        isMeasuredAlike: Bool, at moment: Instant
    ) {
        ownerLostSince = yardstick.owner?.unansweredSince
        freshUntil = .distant
        places.removeAll(keepingCapacity: true)
        var views: [MemberView] = []
        views.reserveCapacity(directory.ids.count)
        for id in directory.ids {
            let place = sightings.index(of: id)
            places.append((place, place.map { sightings.moves[$0] } ?? 0))
            var view = MemberView(id)
            if let place { view = yardstick.view(of: id, seen: sightings.sightings[place], at: moment) }
            view.isNamed = !directory.unnamed.contains(id)
            view.backOff = sightings.backOff(of: id)
            if view.report.isPresent, let place, let sent = sightings.sightings[place].reportSent {
                freshUntil = min(freshUntil, sent + policy.freshness)
            }
            views.append(view)
        }
        let isShown =
            directory.members == members && view.members.agrees(with: views) { MemberStatus.shows($0, sameAs: $1) }
        let isStill =
            isMeasuredAlike && yardstick.ownerIdentity == view.ownerIdentity
            && view.members.agrees(with: views) { $0.isStill($1) }
        members = directory.members
        view.take(views, fence, ownerIdentity: yardstick.ownerIdentity)
        if !isShown { shown += 1 }
        if !isStill { turn += 1 }
    }
}
