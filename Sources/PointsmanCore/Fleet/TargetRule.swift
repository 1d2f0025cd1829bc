/// Why a member does not take over from the primary in a planned move: ordered, and the first that matches wins.
package enum TargetRule: String, CaseIterable, Sendable {
    case noPrimary = "no-primary"
    case underWay = "under-way"
    case unknown
    case primary
    case foreign
    case silent
    case notStandby = "not-standby"
    case elsewhere
    case lagging

    package struct Refusal: Error, Equatable, Sendable {
        package let rule: TargetRule
        /// A sentence without a full stop.
        package let sentence: String
    }

    /// The member that `text` means: by its address, with or without its port, or by its name, in full or its first label
    /// alone; or the fit standbys of a region, the one that is least behind first.
    package static func targets(
        _ text: String, in status: Status, within limit: ReplicaLag
    ) throws(Refusal) -> (targets: [Member], primary: Member) {
        guard let primary = status.primary, status.verdict.target == primary.member.id else {
            throw Refusal(rule: .noPrimary, sentence: "this instance has no primary that takes writes")
        }
        if status.move.isUnderWay {
            throw Refusal(rule: .underWay, sentence: "a switchover is under way already")
        }
        let meant = status.members.filter { $0.isMeant(by: text) }
        if let only = meant.first, meant.count == 1 {
            if let refusal = refusal(of: only, in: status, primary, limit) { throw refusal }
            return ([only.member], primary.member)
        }
        let region = meant.isEmpty ? status.members.filter { $0.member.region?.code == text } : []
        guard !region.isEmpty else {
            throw Refusal(rule: .unknown, sentence: unknown(text, status, count: meant.count))
        }
        if region.contains(primary) {
            throw Refusal(rule: .primary, sentence: "the primary, \(primary.member.id), is in region \(text) already")
        }
        let refusals = region.map { refusal(of: $0, in: status, primary, limit) }
        let fit = zip(region, refusals).filter { $0.1 == nil }.map(\.0)
        let lag = { (member: MemberStatus) in status.lagBytes(of: member) ?? .max }
        if !fit.isEmpty {
            let sorted = fit.sorted { (lag($0), $0.member.id) < (lag($1), $1.member.id) }
            return (sorted.map(\.member), primary.member)
        }
        let reasons = refusals.compactMap(\.self)
        let each = reasons.map(\.sentence).joined(separator: "; ")
        throw Refusal(rule: reasons[0].rule, sentence: "no member of region \(text) can take over: \(each)")
    }

    /// Why `member` can't take over; nil where it can.
    static func refusal(
        of member: MemberStatus, in status: Status, _ primary: MemberStatus, _ limit: ReplicaLag
    ) -> Refusal? {
        for rule in allCases {
            if let words = rule.words(member, status, primary, limit) {
                return Refusal(rule: rule, sentence: "\(member.member.id) \(words)")
            }
        }
        return nil
    }

    private func words(
        _ member: MemberStatus, _ status: Status, _ primary: MemberStatus, _ limit: ReplicaLag
    ) -> String? {
        switch self {
        case .noPrimary, .underWay, .unknown: return nil
        case .primary:
            let isSame = member.report != nil && member.report?.identity == primary.report?.identity
            return member.member.id == primary.member.id || isSame ? "is the primary already" : nil
        case .foreign: return member.standing == .foreign ? "belongs to another cluster" : nil
        case .silent: return member.standing.isKnown ? nil : "does not answer"
        case .notStandby: return member.standing == .standby ? nil : "is no standby"
        case .elsewhere:
            guard let timeline = member.report?.timeline, let fence = status.fence, timeline != fence.timeline else {
                return nil
            }
            return "is on timeline \(timeline), and the primary on \(fence.timeline)"
        case .lagging:
            guard let lag = status.lagBytes(of: member) else { return "does not tell how far behind it is" }
            switch limit {
            case .bytes(let most): return lag > most ? "is \(lag) bytes behind, more than max_replica_lag" : nil
            case .time(let most):
                guard lag > 0 else { return nil }
                guard let staleness = member.report?.staleness else { return "does not tell how far behind it is" }
                return staleness > most ? "is \(staleness.components.seconds) s behind, more than max_replica_lag" : nil
            }
        }
    }

    private static func unknown(_ text: String, _ status: Status, count: Int) -> String {
        if count > 1 { return "\(text) is \(count) members: name one with its port" }
        let members = status.members.map { member in
            [member.member.id.description, member.member.name.text, member.member.region.map(\.code)].compactMap(\.self)
                .joined(separator: " ")
        }
        return "\(text) is no member, and no region of one; there are \(members.joined(separator: ", "))"
    }
}

extension MemberStatus {
    fileprivate func isMeant(by text: String) -> Bool {
        member.id.description == text || member.name.isMeant(by: text) || IPAddress(text) == member.id.address
    }
}

extension MoveReport {
    /// Whether this instance takes part in a move, or leads one.
    var isUnderWay: Bool { isPreparing || part != .free }

    /// Whether this instance leads one of which no new primary has come yet.
    package var isPreparing: Bool {
        switch phase {
        case .none, .over, .moved: false
        case .calling, .draining, .closing, .prepared: true
        }
    }
}
