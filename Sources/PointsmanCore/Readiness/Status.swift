/// The whole of what this instance tells the world, at one moment.
package struct Status: Equatable, Sendable {
    /// In the order of their addresses.
    package let members: [MemberStatus]
    package let fence: Fence?
    package private(set) var checks: [ReadinessCheck]
    /// What they come to.
    package private(set) var readiness: Readiness
    package let verdict: WriteVerdict
    /// What the pooler is set to; nil while nobody knows.
    package let setting: PoolerSetting?
    package let hold: Reroute.Hold
    package let isConfirmed: Bool
    /// How many instances there are, where pools are shared out; nil before anybody said.
    package let fleet: Int?
    package let pooler: PoolerState
    /// What is wrong with it though nothing is done to it; nil where that is nothing.
    package let poolerFinding: PoolerFinding?
    /// What keeps writes from being acknowledged though the primary lives.
    package let obstacles: WriteObstacles
    /// What somebody else did to it and the agent has undone.
    package let poolerNotice: String?
    /// Why the last round of discovery failed; nil after one that succeeded.
    package let discoveryFailure: String?
    /// The last step of a reroute that failed; nil after one that succeeded.
    package let rerouteFailure: String?
    /// Until when an operator holds clients; nil while none does.
    package let heldByOperatorUntil: Instant?
    package let isStopping: Bool
    /// Whether an operator wants no traffic here.
    package let isDrained: Bool
    /// This instance's place in planned moves.
    package let move: MoveReport
    /// The primaries that only an operator's word would have writes go to.
    package let refused: [RefusedPrimary]
    /// Whether it is this instance alone that has lost the primary.
    package let reach: Reach
    /// What an operator should know besides, a sentence each.
    package private(set) var notices: [String]

    init(
        _ verdict: WriteVerdict, _ view: borrowing ClusterView, _ owners: borrowing Owners, at now: Instant
    ) {
        let isConfirmed = owners.isConfirmed(verdict, view)
        let failure = owners.trials.notice(of: owners.reroute.member) ?? owners.reroute.failure
        let refused = view.refusedPrimaries(
            by: owners.keeper.fence, preRouted: owners.keeper.preRouted?.timeline, policy: owners.policy)
        let move = owners.fleet.report
        let question = ReadinessRule.Question(
            verdict, view, owners, isConfirmed: isConfirmed, failure: failure, move: move.sentence, at: now)
        let known = owners.directory.members
        members = known.indices.map { MemberStatus(known[$0], view.members[$0]) }
        fence = owners.keeper.fence
        checks = ReadinessRule.checks(question)
        readiness = Readiness(checks)
        self.verdict = verdict
        setting = owners.reroute.setting
        hold = owners.reroute.hold
        self.isConfirmed = isConfirmed
        fleet = owners.share.fleet
        pooler = owners.pooler
        poolerFinding = question.poolerFinding
        obstacles = question.obstacles
        poolerNotice = owners.watch.notice
        discoveryFailure = owners.directory.failure
        rerouteFailure = failure
        heldByOperatorUntil = owners.operatorHold.until
        isStopping = owners.isStopping
        isDrained = owners.operatorDrain.isDrained
        self.move = move
        self.refused = refused
        reach = owners.peers.reach
        notices =
            Notices.sentences(view, verdict.rolledBack == nil ? refused : [])
            + owners.trials.notices(of: owners.directory.ids) + owners.sought.notices(owners.policy)
            + [owners.watch.notice, move.notice].compactMap(\.self)
    }

    /// The readiness when the checks of these names don't count.
    package func readiness(without excluded: [String]) -> Readiness {
        Readiness(checks, without: excluded)
    }

    /// The same with a further notice, of what only the shell knows.
    package func noting(_ notice: String) -> Status {
        var status = self
        status.notices.append(notice)
        return status
    }

    /// Whether it is of a conductor that makes no progress.
    package var isStandingStill: Bool { checks.contains { $0.rule == .progress && $0.fails } }

    /// The same of a conductor that has made no progress for `rest`: not ready, whatever it said before.
    package func standingStill(for rest: Duration) -> Status {
        var status = self
        let sentence = "the agent has made no progress for \(rest.components.seconds) s; what it says is older"
        status.checks = checks.map { check in
            check.rule == .progress ? ReadinessCheck(rule: .progress, finding: .fails(sentence)) : check
        }
        status.readiness = Readiness(status.checks)
        return status
    }

    /// The member that writes go to, with its region.
    package var primary: MemberStatus? {
        setting.flatMap { setting in members.first { $0.member.id == setting.writes.member } }
    }

    /// How far `member` is behind the primary, in bytes of write-ahead log; nil where either is unknown or it is no
    /// standby.
    package func lagBytes(of member: MemberStatus) -> UInt64? {
        guard member.standing == .standby, let lsn = member.report?.lsn, let shown = primary?.report?.lsn ?? fence?.lsn
        else { return nil }
        return shown > lsn ? shown.bytes - lsn.bytes : 0
    }
}
