package import PointsmanCore

/// The status as JSON: the answer of `/v1/status`.
package enum StatusDocument {
    package static func json(_ reading: StatusReading) -> JSONValue {
        let (status, moment) = (reading.status, reading.moment)
        return [
            "ready": .bool(status.readiness.isReady),
            "readiness": .string(status.readiness.word),
            "reason": .optional(status.readiness.reason),
            "since_milliseconds": reading.counters.settledSince.map { .integer((moment - $0).wholeMilliseconds) }
                ?? .null,
            "reach": .string(status.reach.word),
            "rule": .string(status.verdict.rule.rawValue),
            "rule_members": .array(status.verdict.members.map { .string("\($0)") }),
            "objections": .array(status.verdict.objections.map { .string($0.sentence) }),
            "primary": .optional(status.setting.map { "\($0.writes.member)" }),
            "primary_region": .optional(status.primary?.member.region?.code),
            "reads": .optional(status.setting.map { "\($0.reads)" }),
            "confirmed": .bool(status.isConfirmed),
            "hold": hold(status.hold, at: moment),
            "held_by_operator": .bool(status.heldByOperatorUntil != nil),
            "stopping": .bool(status.isStopping),
            "drained": .bool(status.isDrained),
            "switchover": switchover(status.move, at: moment),
            "fence": status.fence.map(fence) ?? .null,
            "obstacles": obstacles(status.obstacles, at: moment),
            "pooler": pooler(status),
            "databases": reading.databases?.json ?? .null,
            "pooler_log": reading.complaints.map { .array($0.map(complaint)) } ?? .null,
            "severance": reading.severance.map(severance) ?? .null,
            "login": login(reading.login),
            "fleet": status.fleet.map { .integer($0) } ?? .null,
            "share": status.setting?.share.map { .integer($0) } ?? .null,
            "discovery_failure": .optional(status.discoveryFailure),
            "reroute_failure": .optional(status.rerouteFailure),
            "notices": .array(status.notices.map(JSONValue.string)),
            "reroutes": .integer(reading.counters.reroutes),
            "members": .array(status.members.map { member($0, status, at: moment) }),
        ]
    }

    package static func fence(_ fence: Fence) -> JSONValue {
        [
            "system_identifier": .string("\(fence.systemIdentifier)"), "timeline": .integer(fence.timeline.number),
            "owner": .string("\(fence.owner)"), "lsn": .string("\(fence.lsn)"),
        ]
    }

    private static func hold(_ hold: Reroute.Hold, at moment: Instant) -> JSONValue {
        switch hold {
        case .none: .null
        case .draining(let since, _):
            ["state": "draining", "milliseconds": .integer((moment - since).wholeMilliseconds)]
        case .held(let since): ["state": "held", "milliseconds": .integer((moment - since).wholeMilliseconds)]
        case .turnedAway: ["state": "turned away", "milliseconds": .null]
        }
    }

    private static func obstacles(_ obstacles: WriteObstacles, at moment: Instant) -> JSONValue {
        func finding(_ finding: WriteObstacles.Finding) -> JSONValue {
            switch finding {
            case .unknown: ["state": "unknown", "sentence": .null]
            case .none: ["state": "none", "sentence": .null]
            case .found(let sentence): ["state": "found", "sentence": .string(sentence)]
            }
        }
        return [
            "commits": finding(obstacles.commits), "disk": finding(obstacles.disk),
            "connections": finding(obstacles.connections),
            "commits_waiting": obstacles.stuck.map { .integer($0.sessions) } ?? .null,
            "commit_wait_milliseconds": obstacles.stuck.map { .integer((moment - $0.since).wholeMilliseconds) }
                ?? .null,
        ]
    }

    private static func pooler(_ status: Status) -> JSONValue {
        switch status.pooler {
        case .unknown: ["state": "unknown", "reason": .null, "full": .null]
        case .up:
            [
                "state": "up", "reason": .optional(status.poolerFinding?.sentence),
                "full": .optional(status.poolerFinding?.fullness?.limit.rawValue),
            ]
        case .down(let reason): ["state": "down", "reason": .string(reason), "full": .null]
        }
    }

    private static func complaint(_ heard: HeardComplaint) -> JSONValue {
        [
            "complaint": .string(heard.complaint.rawValue), "lines_last_hour": .integer(heard.count),
            "last_milliseconds_ago": .integer(heard.ago.wholeMilliseconds),
        ]
    }

    private static func severance(_ report: SeveranceReport) -> JSONValue {
        [
            "way": .string(report.way.rawValue), "refusals": .array(report.refusals.map(JSONValue.string)),
            "cures": .array(report.cures.map(JSONValue.string)),
        ]
    }

    private static func login(_ login: PendingLogin) -> JSONValue {
        [
            "refused_by": .array(login.refusedBy.map { .string("\($0)") }), "sentence": .optional(login.sentence),
            "keeps_connections": .bool(login.keepsConnections),
        ]
    }

    private static func member(_ member: MemberStatus, _ status: Status, at moment: Instant) -> JSONValue {
        [
            "member": .string("\(member.member.id)"),
            "name": .optional(member.member.name.text),
            "region": .optional(member.member.region?.code),
            "standing": .string(member.standing.word),
            "why": .string(member.standing.text),
            "timeline": member.report?.timeline.map { .integer($0.number) } ?? .null,
            "lsn": .optional(member.report?.lsn.map { "\($0)" }),
            "lag_bytes": status.lagBytes(of: member).map { .integer($0) } ?? .null,
            "staleness_milliseconds": member.report?.staleness.map { .integer($0.wholeMilliseconds) } ?? .null,
            "is_promoting": member.report.map { .bool($0.isPromoting) } ?? .null,
            "followers": member.report?.followers.count.map { .integer($0) } ?? .null,
            "follows": .optional(member.report?.upstream.member.map { "\($0)" }),
            "endpoint": .optional(member.report?.endpoint.map { "\($0)" }),
            "version": member.report?.version.map { .integer($0) } ?? .null,
            "round_trip_microseconds": member.roundTrip.map { .integer($0.wholeMicroseconds) } ?? .null,
            "unanswered_milliseconds": member.unansweredSince.map { .integer((moment - $0).wholeMilliseconds) }
                ?? .null,
        ]
    }
}
