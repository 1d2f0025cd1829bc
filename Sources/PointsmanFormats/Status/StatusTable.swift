import PointsmanCore

/// The status as a table for a person who may have just been woken: the answer first, then its evidence.
package enum StatusTable {
    package static func text(_ reading: StatusReading) -> String {
        let lines = rows(reading).map { $0.name + String(repeating: " ", count: max(1, 9 - $0.name.count)) + $0.text }
        return ([headline(reading.status)] + lines).joined(separator: "\n") + "\n\n"
            + members(reading.status, at: reading.moment)
    }

    /// The evidence below the headline: a word, and what holds.
    package static func rows(_ reading: StatusReading) -> [(name: String, text: String)] {
        let (status, moment) = (reading.status, reading.moment)
        var rows: [(name: String, text: String)] = [("writes", writes(status))]
        if let setting = status.setting { rows.append(("reads", "\(setting.reads)")) }
        rows.append(("rule", "\(status.verdict.rule.rawValue)\(about(status.verdict))"))
        if let since = reading.counters.settledSince {
            rows.append(("since", "\(span(moment - since)) ago it has been \(status.readiness.word) by this rule"))
        }
        rows += WriteObstacles.Kind.allCases.compactMap { obstacle($0, reading) }
        if let hold = hold(status.hold, at: moment) { rows.append(("hold", hold)) }
        if let move = StatusDocument.words(of: status.move, at: moment) { rows.append(("move", move)) }
        let fence = status.fence.map { "timeline \($0.timeline) of \($0.owner), cluster \($0.systemIdentifier)" }
        rows.append(("fence", fence ?? "none yet"))
        rows.append(("pooler", pooler(status.pooler)))
        if let words = reading.databases?.words { rows.append(("names", words)) }
        if let sentence = reading.login.sentence { rows.append(("login", sentence)) }
        rows += (reading.complaints ?? []).map { ("log", complaint($0)) }
        if let failure = status.discoveryFailure { rows.append(("DNS", "\(failure); the members are the last known")) }
        if let failure = status.rerouteFailure { rows.append(("trouble", failure)) }
        return rows + status.notices.map { ("notice", $0) }
    }

    /// A duration in its two largest units, such as `3 h 12 min`.
    private static func span(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s"),
        ]
        let shown = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }
        return shown.isEmpty ? "0 s" : shown.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    private static func headline(_ status: Status) -> String {
        switch status.readiness {
        case .ready: "READY"
        case .degraded(let reason): "READY, degraded: \(reason)"
        case .notReady(let reason): "NOT READY: \(reason)"
        }
    }

    private static func writes(_ status: Status) -> String {
        guard let setting = status.setting else { return "no route yet" }
        let region = status.primary?.member.region.map { " in \($0)" } ?? ""
        return "\(setting.writes.member)\(region), \(status.isConfirmed ? "confirmed" : "not confirmed")"
    }

    private static func about(_ verdict: WriteVerdict) -> String {
        guard !verdict.members.isEmpty else { return "" }
        let members = verdict.members.map(\.description).joined(separator: ", ")
        return ": " + ([members] + verdict.objections.map(\.sentence)).joined(separator: "; ")
    }

    /// The row of an obstacle. An unknown one is shown too; nil if there is none.
    private static func obstacle(_ kind: WriteObstacles.Kind, _ reading: StatusReading) -> (name: String, text: String)?
    {
        let name = kind == .connections ? "room" : kind == .disk ? "disk" : "commits"
        switch reading.status.obstacles[kind] {
        case .none: return nil
        case .unknown where reading.status.setting == nil: return nil
        case .unknown: return (name, unknown(kind))
        case .found(let sentence):
            guard kind == .commits, let stuck = reading.status.obstacles.stuck else { return (name, sentence) }
            let wait = "\(stuck.sessions) \(stuck.sessions == 1 ? "waits" : "wait"), the first for "
            return (name, "\(sentence); \(wait)\(reading.commitWait.components.seconds) s")
        }
    }

    private static func unknown(_ kind: WriteObstacles.Kind) -> String {
        switch kind {
        case .commits:
            "whether some wait for a synchronous standby is not known: the primary was not asked lately, or hides other roles' "
                + "sessions (GRANT pg_monitor to the role)"
        case .disk: "whether the primary's is full is not known: that was not tried lately"
        case .connections: "whether the primary takes one more connection is not known: that was not tried lately"
        }
    }

    private static func hold(_ hold: Reroute.Hold, at moment: Instant) -> String? {
        switch hold {
        case .none: nil
        case .draining(let since, _): "waiting for open transactions for \((moment - since).wholeMilliseconds) ms"
        case .held(let since): "clients are held for \((moment - since).wholeMilliseconds) ms"
        case .turnedAway: "clients are turned away: the hold is over and the route can't be set"
        }
    }

    private static func pooler(_ pooler: PoolerState) -> String {
        switch pooler {
        case .unknown: "not reached yet"
        case .up: "up"
        case .down(let reason): "down: \(reason)"
        }
    }

    /// A complaint in PgBouncer's log; `pointsman doctor` tells the remedies.
    private static func complaint(_ heard: HeardComplaint) -> String {
        "\(heard.count) \(heard.count == 1 ? "line" : "lines") of \"\(heard.complaint.rawValue)\" in the last hour, the last "
            + "\(heard.ago.components.seconds) s ago"
    }

    private static func members(_ status: Status, at moment: Instant) -> String {
        let head = ["MEMBER", "REGION", "STANDING", "TL", "LAG", "RTT", "NAME"]
        return TextTable.text([head] + status.members.map { row($0, status) })
    }

    private static func row(_ member: MemberStatus, _ status: Status) -> [String] {
        let timeline = member.report?.timeline.map { "\($0)" }
        let lag = status.lagBytes(of: member).map { "\($0) B" }
        let roundTrip = member.roundTrip.map { "\($0.wholeMicroseconds) us" }
        return [
            "\(member.member.id)", member.member.region?.code ?? "-", member.standing.text, timeline ?? "-", lag ?? "-",
            roundTrip ?? "-", member.member.name.text ?? "-",
        ]
    }
}
