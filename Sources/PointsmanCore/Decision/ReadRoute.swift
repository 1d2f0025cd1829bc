/// Owns where reads go: a standby that is proven to be on the fence's timeline and not too far behind, in our region
/// first, then the nearest; else the primary. Leaving one that is no longer fit is immediate, moving to a better one is
/// damped.
package struct ReadRoute: Equatable, Sendable {
    /// A standby that may take reads, with what it is ranked by.
    private struct Fit: Equatable, Sendable {
        var member: MemberID
        var isNear: Bool
        var roundTrip: Duration
        var since: Instant

        /// Who comes first where nobody serves reads yet.
        static func precedes(_ left: Fit, _ right: Fit) -> Bool {
            if left.isNear != right.isNear { return left.isNear }
            return left.roundTrip != right.roundTrip ? left.roundTrip < right.roundTrip : left.member < right.member
        }

        /// Whether it is worth a move from `other`. Round trips are noisy: only one that is clearly longer counts, so
        /// that each move halves it at least and no chain of moves comes round to where it began.
        func isClearlyBetter(than other: Fit) -> Bool {
            isNear != other.isNear ? isNear : roundTrip * 2 < other.roundTrip
        }
    }

    /// The choice; nil before the first.
    package private(set) var member: MemberID?
    private var fit: [Fit] = []
    /// When it last left one that was fit.
    private var movedAt: Instant?

    package init() {}

    /// Chooses anew.
    /// - Parameters:
    ///   - view: of the same members.
    ///   - primary: where writes go, which takes the reads that no standby can.
    package mutating func choose(
        among members: [Member], view: ClusterView, fence: Fence?, primary: MemberID?, policy: Policy,
        at moment: Instant
    ) {
        let primary =
            switch view.standing(of: primary) {
            // What writes were led to is known to be another server now, or one that ours has left behind.
            case .stale, .foreign: MemberID?.none
            default: primary
            }
        let shown = primary.flatMap { view[$0]?.report?.lsn } ?? fence?.lsn
        let (known, damping) = (fit, policy.readDamping)
        fit.removeAll(keepingCapacity: true)
        for index in members.indices where view.members[index].standing == .standby {
            let view = view.members[index]
            guard let fence, let report = view.report, report.timeline == fence.timeline, let shown,
                Self.isNear(report, shown, policy.maxReplicaLag)
            else { continue }
            fit.append(
                Fit(
                    member: view.member, isNear: policy.region != nil && members[index].region == policy.region,
                    roundTrip: view.roundTrip ?? .seconds(1),
                    since: known.first { $0.member == view.member }?.since ?? moment))
        }
        let isServed = fit.contains { $0.member == member } || (member != nil && member == primary)
        if isServed {
            // What serves now goes on until a better one has been fit for long enough.
            guard movedAt.map({ moment - $0 >= damping }) ?? true,
                let better = fit.lazy.filter({ moment - $0.since >= damping }).min(by: Fit.precedes),
                fit.first(where: { $0.member == member }).map({ better.isClearlyBetter(than: $0) }) ?? true
            else { return }
            member = better.member
            movedAt = moment
        } else if let best = fit.min(by: Fit.precedes) {
            member = best.member
        } else if view.standing(of: member) != .standby || [.writable, .readOnly].contains(view.standing(of: primary)) {
            // While the primary is away no standby can be proven to follow it, and none falls behind: one that answers
            // goes on.
            member = primary
        }
    }

    /// Whether a standby that says `report` is no further behind a primary at `shown` than `limit`.
    private static func isNear(_ report: ServerReport, _ shown: LSN, _ limit: ReplicaLag) -> Bool {
        guard let lsn = report.lsn else { return false }
        if lsn >= shown { return true }
        switch limit {
        case .bytes(let most): return shown.bytes - lsn.bytes <= most
        case .time(let longest): return report.staleness.map { $0 <= longest } ?? false
        }
    }

    /// When a better one has been fit for long enough.
    package func nextDeadline(policy: Policy, at moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        for standby in fit { next.consider(standby.since + policy.readDamping) }
        next.consider(movedAt.map { $0 + policy.readDamping })
        return next.moment
    }
}
