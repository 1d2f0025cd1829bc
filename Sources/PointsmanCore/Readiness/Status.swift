/// The whole of what this instance tells the world, at one moment.
///
/// Probes move its members and its fence all the time; the rest, its ``Outlook``, seldom changes.
@dynamicMemberLookup
package struct Status: Equatable, Sendable {
    package let members: MemberStatuses
    package let fence: Fence?
    let outlook: Shared<Outlook>

    package subscript<Value>(dynamicMember part: KeyPath<Outlook, Value>) -> Value { outlook.value[keyPath: part] }

    package var checks: [ReadinessCheck] { outlook.value.checks }
    package var heldByOperatorUntil: Instant? { outlook.value.heldByOperatorUntil }

    package var readiness: Readiness { outlook.value.readiness }

    /// The readiness when the checks of these names don't count.
    package func readiness(without excluded: [String]) -> Readiness {
        Readiness(checks, without: excluded)
    }

    /// The same with a further notice, of what only the shell knows.
    package func noting(_ notice: String) -> Status {
        var outlook = outlook.value
        outlook.notices.append(notice)
        return Status(members: members, fence: fence, outlook: Shared(outlook))
    }

    /// Whether it is of a conductor that makes no progress.
    package var isStandingStill: Bool { checks.contains { $0.rule == .progress && $0.fails } }

    /// The same of a conductor that has made no progress for `rest`: not ready, whatever it said before.
    package func standingStill(for rest: Duration) -> Status {
        var outlook = outlook.value
        let sentence = "the agent has made no progress for \(rest.components.seconds) s; what it says is older"
        outlook.checks = outlook.checks.map { check in
            check.rule == .progress ? ReadinessCheck(rule: .progress, finding: .fails(sentence)) : check
        }
        outlook.readiness = Readiness(outlook.checks)
        return Status(members: members, fence: fence, outlook: Shared(outlook))
    }

    /// The member that writes go to, with its region.
    package var primary: MemberStatus? {
        self.setting.flatMap { setting in members.first { $0.member.id == setting.writes.member } }
    }

    /// How far `member` is behind the primary, in bytes of write-ahead log; nil where either is unknown or it is no
    /// standby.
    package func lagBytes(of member: MemberStatus) -> UInt64? {
        guard member.standing == .standby, let lsn = member.report?.lsn, let shown = primary?.report?.lsn ?? fence?.lsn
        else { return nil }
        return shown > lsn ? shown.bytes - lsn.bytes : 0
    }
}
