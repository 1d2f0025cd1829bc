/// The whole status of this instance at one moment.
package struct Status: Codable, Equatable, Sendable {
    /// The members in the order of their addresses.
    package let members: [MemberStatus]
    package let fence: Fence?
    package private(set) var checks: [ReadinessCheck]
    /// The readiness that results from the checks.
    package private(set) var readiness: Readiness
    package let verdict: WriteVerdict
    /// The setting of the pooler; nil while it is not known.
    package let setting: PoolerSetting?
    package let hold: Reroute.Hold
    package let isConfirmed: Bool
    /// The number of instances; nil if pools are not shared out, or before DNS has told it.
    package let fleet: Int?
    package let pooler: PoolerState
    /// What is wrong with the pooler though the agent is not acting on it; nil if nothing is.
    package let poolerFinding: PoolerFinding?
    /// Why the agent's own way through the pooler is by the login of before; nil where it is not.
    package let loginRefusal: String?
    /// What keeps writes from being acknowledged though the primary lives.
    package let obstacles: WriteObstacles
    /// The change of another console that the agent has undone; nil if there was none for an hour.
    package let poolerNotice: String?
    /// What an operator should know of `exclude`.
    package let exclusionNotice: String?
    /// Why the last round of discovery failed; nil after one that succeeded.
    package let discoveryFailure: String?
    /// The last step of a reroute that failed; nil after one that succeeded.
    package let rerouteFailure: String?
    /// When an operator's hold ends; nil while there is none.
    package let heldByOperatorUntil: Instant?
    package let isStopping: Bool
    /// Whether an operator has drained this instance.
    package let isDrained: Bool
    /// This instance's part in planned moves, and the move that it leads.
    package let move: MoveReport
    /// The primaries that get writes only if an operator adopts them.
    package let refused: [RefusedPrimary]
    /// Whether only this instance has lost the primary.
    package let reach: Reach
    /// Further facts that an operator should know, one sentence each.
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
        loginRefusal = question.loginRefusal
        obstacles = question.obstacles
        poolerNotice = owners.watch.notice
        exclusionNotice = owners.directory.notice
        discoveryFailure = owners.directory.failure
        rerouteFailure = failure
        heldByOperatorUntil = owners.operatorHold.until
        isStopping = owners.isStopping
        isDrained = owners.operatorDrain.isDrained
        self.move = move
        self.refused = refused
        reach = owners.peers.reach
        notices = Notices.sentences(view, of: known, verdict.rolledBack == nil ? refused : [])
        notices += owners.trials.notices(of: owners.directory.ids)
        notices += owners.sought.notices(owners.policy)
        if let exclusionNotice { notices.append(exclusionNotice) }
        if let poolerNotice { notices.append(poolerNotice) }
        if let notice = move.notice { notices.append(notice) }
    }

    /// The readiness without the checks of these names.
    package func readiness(without excluded: [String]) -> Readiness {
        Readiness(checks, without: excluded)
    }

    /// The rule whose sentence the readiness has; nil if all is well.
    package var decidingRule: ReadinessRule? { ReadinessCheck.deciding(checks)?.rule }

    /// This status with a further notice, about something that only the shell knows.
    package func noting(_ notice: String) -> Status {
        var status = self
        status.notices.append(notice)
        return status
    }

    /// Whether the conductor has been reported to make no progress.
    package var isStandingStill: Bool { checks.contains { $0.rule == .progress && $0.fails } }

    /// This status for a conductor that has made no progress for `rest`: not ready, whatever it said before.
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

    /// How far `member` is behind the primary, in bytes of write-ahead log; nil if either position is unknown or the
    /// member is no standby.
    package func lagBytes(of member: MemberStatus) -> UInt64? {
        guard member.standing == .standby, let lsn = member.report?.lsn, let shown = primary?.report?.lsn ?? fence?.lsn
        else { return nil }
        return shown > lsn ? shown.bytes - lsn.bytes : 0
    }
}
