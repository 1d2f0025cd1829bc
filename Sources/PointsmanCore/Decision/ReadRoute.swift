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

        static func isBetter(_ left: Fit, _ right: Fit) -> Bool {
            if left.isNear != right.isNear { return left.isNear }
            // Round trips are noisy: only one that is clearly longer counts.
            if left.roundTrip * 2 < right.roundTrip { return true }
            if right.roundTrip * 2 < left.roundTrip { return false }
            return left.member < right.member
        }
    }

    /// The choice; nil before the first.
    package private(set) var member: MemberID?
    private var fit: [Fit] = []

    package init() {}

    /// Chooses anew.
    /// - Parameters:
    ///   - view: of the same members.
    ///   - primary: where writes go, which takes the reads that no standby can.
    package mutating func choose(
        among members: [Member], view: ClusterView, fence: Fence?, primary: MemberID?, policy: Policy,
        at moment: Instant
    ) {
        let shown = primary.flatMap { view[$0]?.report?.lsn } ?? fence?.lsn
        fit = zip(members, view.members).compactMap { member, view in
            guard view.standing == .standby, let fence, let report = view.report, report.timeline == fence.timeline,
                let shown, Self.isNear(report, shown, policy.maxReplicaLag)
            else { return nil }
            return Fit(
                member: member.id, isNear: policy.region != nil && member.region == policy.region,
                roundTrip: view.roundTrip ?? .seconds(1),
                since: fit.first { $0.member == member.id }?.since ?? moment)
        }
        let ranked = fit.sorted(by: Fit.isBetter)
        let isServed = fit.contains { $0.member == member } || (member != nil && member == primary)
        if isServed {
            // What serves now goes on until a better one has been fit for long enough.
            guard let better = ranked.first(where: { moment - $0.since >= policy.readDamping }) else { return }
            let current = fit.first { $0.member == member }
            member = current.map { Fit.isBetter(better, $0) ? better.member : $0.member } ?? better.member
        } else if let best = ranked.first {
            member = best.member
        } else if view.standing(of: member) != .standby || view.standing(of: primary) == .writable {
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
        fit.lazy.map { $0.since + policy.readDamping }.filter { $0 > moment }.min()
    }
}
