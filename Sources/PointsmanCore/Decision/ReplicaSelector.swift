/// Owns where reads go: to a standby that is proven to be on the fence's timeline and not too far behind, in this
/// region first, then the nearest; otherwise to the primary. Reads leave a standby that is no longer fit at once;
/// moving to a better one is damped.
package struct ReplicaSelector: Codable, Equatable, Sendable {
    /// A standby that may take reads, with the values that it is ranked by.
    private struct Fit: Codable, Equatable, Sendable {
        var member: MemberID
        var isNear = false
        var roundTrip = ReplicaSelector.unknownRoundTrip
        var since: Instant

        mutating func rank(isNear: Bool, roundTrip: Duration) {
            self.isNear = isNear
            self.roundTrip = roundTrip
        }

        /// Whether `left` comes first if no standby serves reads yet: by region, then round trip, then address.
        static func precedes(_ left: Fit, _ right: Fit) -> Bool {
            if left.isNear != right.isNear { return left.isNear }
            return left.roundTrip != right.roundTrip ? left.roundTrip < right.roundTrip : left.member < right.member
        }

        /// Whether this standby is worth a move from `other`. Round trips are noisy, so only one that is longer than
        /// twice the other counts: each move then at least halves the round trip, and no chain of moves returns to
        /// where it began.
        func isClearlyBetter(than other: Fit) -> Bool {
            isNear != other.isNear ? isNear : roundTrip + roundTrip < other.roundTrip
        }
    }

    /// The member that takes reads; nil before the first choice.
    package private(set) var member: MemberID?
    /// The choice if it is a standby that is proven to be fit; nil for the primary, and for a standby that only goes
    /// on.
    package var standby: MemberID? { fit.contains { $0.member == member } ? member : nil }
    private var fit: [Fit] = []
    /// When reads last moved away from a standby that was fit.
    private var movedAt: Instant?

    /// The round trip by which a standby without a measured one is ranked.
    private static let unknownRoundTrip = Duration.seconds(1)

    package init() {}

    /// Chooses anew.
    /// - Parameters:
    ///   - views: the views of the same members, in the same order.
    ///   - timeline: the fence's timeline.
    ///   - lsn: the fence's position.
    ///   - primary: the member that writes go to; it takes the reads if no standby can.
    package mutating func choose(
        among members: [Member], seen views: [MemberView], timeline: Timeline?, lsn: LSN?, primary: MemberID?,
        policy: Policy, at moment: Instant
    ) {
        let place = primary.flatMap { Self.place(of: $0, in: views) }
        let primary =
            switch place.map({ views[$0].standing }) {
            // The write route's member is known to be another cluster's server, or one that the fence has left behind.
            case .stale, .foreign: MemberID?.none
            default: primary
            }
        let shown = (primary == nil ? nil : place.flatMap { views[$0].report?.lsn }) ?? lsn
        let isPrimaryThere = Self.isPrimary(primary, in: views)
        follow(members, views, timeline, shown, isPrimaryThere: isPrimaryThere, policy, at: moment)
        let present = fit.firstIndex { $0.member == member }
        if present != nil || (member != nil && member == primary) {
            // The present choice stays until a better one has been fit for long enough.
            let damping = policy.readDamping
            guard movedAt.map({ moment - $0 >= damping }) ?? true,
                let better = first(among: { moment - $0.since >= damping }),
                present.map({ fit[better].isClearlyBetter(than: fit[$0]) }) ?? true
            else { return }
            member = fit[better].member
            movedAt = moment
        } else if let best = first(among: { _ in true }) {
            member = fit[best].member
        } else if !Self.isStandby(member, in: views) || isPrimaryThere {
            member = primary
        }
    }

    private static func place(of member: MemberID, in views: [MemberView]) -> Int? {
        views.firstIndex { $0.member == member }
    }

    private static func isStandby(_ member: MemberID?, in views: [MemberView]) -> Bool {
        member.flatMap { place(of: $0, in: views) }.map { views[$0].standing == .standby } ?? false
    }

    private static func isPrimary(_ member: MemberID?, in views: [MemberView]) -> Bool {
        switch member.flatMap({ place(of: $0, in: views) }).map({ views[$0].standing }) {
        case .writable, .readOnly: true
        default: false
        }
    }

    /// Brings the list of fit standbys up to date. Usually the standbys stay the same and only their round trips
    /// change.
    ///
    /// While the primary is away no standby can be proven to follow it, and none falls behind: a standby that was fit
    /// and answers stays fit.
    private mutating func follow(
        _ members: [Member], _ views: [MemberView], _ timeline: Timeline?, _ shown: LSN?, isPrimaryThere: Bool,
        _ policy: Policy, at moment: Instant
    ) {
        var count = 0
        for index in members.indices {
            let member = views[index].member
            guard members[index].takesReads,
                Self.isFit(index, in: views, timeline, shown, policy.maxReplicaLag)
                    || (!isPrimaryThere && Self.showsNoOther(timeline, views[index]) && wasFit(member, from: count))
            else { continue }
            if count == fit.count || fit[count].member != member {
                let known = fit.firstIndex { $0.member == member }
                fit.insert(
                    known.map { fit.remove(at: $0) } ?? Fit(member: member, since: moment), at: count)
            }
            fit[count].rank(
                isNear: policy.region != nil && members[index].region == policy.region,
                roundTrip: views[index].roundTrip ?? ReplicaSelector.unknownRoundTrip)
            count += 1
        }
        fit.removeLast(fit.count - count)
    }

    private func wasFit(_ member: MemberID, from place: Int) -> Bool {
        fit[place...].contains { $0.member == member }
    }

    /// The index of the standby that comes first among those that `isMeant` accepts; nil if there is none.
    private func first(among isMeant: (Fit) -> Bool) -> Int? {
        var first: Int?
        for index in fit.indices where isMeant(fit[index]) {
            if let known = first, !Fit.precedes(fit[index], fit[known]) { continue }
            first = index
        }
        return first
    }

    /// Whether the member at `index` is a standby that is proven to be on `timeline` (the fence's) and close enough to
    /// `shown`.
    private static func isFit(
        _ index: Int, in views: [MemberView], _ timeline: Timeline?, _ shown: LSN?, _ limit: ReplicaLag
    ) -> Bool {
        guard views[index].standing == .standby, let timeline, let shown, views[index].report?.timeline == timeline,
            let lsn = views[index].report?.lsn
        else { return false }
        return isNear(lsn, views[index].report?.staleness, shown, limit)
    }

    /// Whether `view` is of a standby that shows no timeline other than `timeline`.
    private static func showsNoOther(_ timeline: Timeline?, _ view: MemberView) -> Bool {
        view.standing == .standby && view.report?.timeline.map { $0 == timeline } ?? true
    }

    /// Whether a standby at `lsn` is no further behind a primary at `shown` than `limit`.
    private static func isNear(_ lsn: LSN, _ staleness: Duration?, _ shown: LSN, _ limit: ReplicaLag) -> Bool {
        if lsn >= shown { return true }
        switch limit {
        case .bytes(let most): return shown.bytes - lsn.bytes <= most
        case .time(let longest): return staleness.map { $0 <= longest } ?? false
        }
    }

    /// When a better standby has been fit for long enough; nil if none waits.
    package func nextDeadline(policy: Policy, at moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        for standby in fit { next.consider(standby.since + policy.readDamping) }
        next.consider(movedAt.map { $0 + policy.readDamping })
        return next.moment
    }
}
