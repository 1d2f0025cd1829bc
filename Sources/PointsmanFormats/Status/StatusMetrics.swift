import PointsmanCore

/// The status as Prometheus metrics.
package enum StatusMetrics {
    package static func families(_ reading: StatusReading) -> [MetricFamily] {
        instance(reading) + route(reading.status) + obstacles(reading) + pools(reading.status) + members(reading)
            + counters(reading) + moves(reading)
    }

    private static func instance(_ reading: StatusReading) -> [MetricFamily] {
        let status = reading.status
        var checks = MetricFamily(
            "pointsman_readiness_check", .gauge, "Whether nothing keeps traffic away, by what was looked at.")
        for check in status.checks { checks.add(check.fails ? 0 : 1, [.init("check", check.rule.rawValue)]) }
        return [
            .init("pointsman_build_info", .gauge, "1 for the release that runs.")
                .with(1, .init("version", PointsmanVersion.text)),
            .init("pointsman_ready", .gauge, "Whether this instance is ready for traffic.")
                .with(status.readiness.isReady ? 1 : 0),
            .init(
                "pointsman_degraded", .gauge,
                "Whether it is ready though its clients wait or fail, as they would anywhere."
            )
            .with(status.readiness.isDegraded ? 1 : 0),
            checks,
            .init("pointsman_pooler_up", .gauge, "Whether PgBouncer's console answers.")
                .with(status.pooler.isUp && status.poolerFinding?.isSilence != true ? 1 : 0),
            .init("pointsman_discovery_up", .gauge, "Whether the last round of discovery brought members.")
                .with(status.discoveryFailure == nil ? 1 : 0),
            .init("pointsman_hold_seconds", .gauge, "For how long clients are held; 0 while they are not.")
                .with(reading.held.inSeconds),
            .init("pointsman_held_by_operator", .gauge, "Whether an operator has clients held.")
                .with(status.heldByOperatorUntil == nil ? 0 : 1),
            .init("pointsman_turned_away", .gauge, "Whether clients are turned away, as the route can't be set.")
                .with(status.hold == .turnedAway ? 1 : 0),
            .init("pointsman_notices", .gauge, "Notices in the status, such as a missing pg_monitor.")
                .with(Double(status.notices.count)),
        ]
    }

    private static func route(_ status: Status) -> [MetricFamily] {
        var rules = MetricFamily("pointsman_write_rule", .gauge, "1 for the rule that decides where writes go.")
        for rule in WriteRule.allCases {
            rules.add(rule == status.verdict.rule ? 1 : 0, [.init("rule", rule.rawValue)])
        }
        var route = MetricFamily("pointsman_route_info", .gauge, "1 for where writes go, and by which rule.")
        if let setting = status.setting {
            route.add(
                1,
                [
                    .init("member", "\(setting.writes.member)"),
                    .init("region", status.primary?.member.region?.code ?? ""),
                    .init("rule", status.verdict.rule.rawValue),
                ])
        }
        var fence = MetricFamily("pointsman_fence_info", .gauge, "1 for the history below which nobody takes writes.")
        if let known = status.fence {
            fence.add(
                1, [.init("system_identifier", "\(known.systemIdentifier)"), .init("owner", "\(known.owner)")])
        }
        return [
            route,
            .init("pointsman_route_confirmed", .gauge, "Whether a canary has reached the primary through the pooler.")
                .with(status.isConfirmed ? 1 : 0),
            rules,
            .init("pointsman_fence_timeline", .gauge, "The lowest timeline that may take writes; 0 while unknown.")
                .with(Double(status.fence?.timeline.number ?? 0)),
            fence,
        ]
    }

    /// The obstacles; one that is not known has no sample.
    private static func obstacles(_ reading: StatusReading) -> [MetricFamily] {
        let obstacles = reading.status.obstacles
        var found = MetricFamily(
            "pointsman_write_obstacle", .gauge,
            "Whether this keeps writes from being acknowledged though the primary lives; no sample while not known.")
        for kind in WriteObstacles.Kind.allCases where obstacles[kind] != .unknown {
            found.add(obstacles[kind] == .none ? 0 : 1, [.init("kind", kind.rawValue)])
        }
        var sessions = MetricFamily(
            "pointsman_commits_waiting", .gauge,
            "Sessions whose commits are stuck for lack of a synchronous standby, as far as they are shown.")
        var wait = MetricFamily(
            "pointsman_commit_wait_seconds", .gauge, "For how long the first of them has been; 0 while none is.")
        if obstacles.commits != .unknown {
            sessions.add(Double(obstacles.stuck?.sessions ?? 0), [])
            wait.add(reading.commitWait.inSeconds, [])
        }
        return [found, sessions, wait]
    }

    /// The pools; none if they are not shared out.
    private static func pools(_ status: Status) -> [MetricFamily] {
        guard let fleet = status.fleet, let share = status.setting?.share else { return [] }
        return [
            .init("pointsman_fleet_instances", .gauge, "How many instances DNS knows.").with(Double(fleet)),
            .init("pointsman_pool_share_connections", .gauge, "What this instance's pools may open on one server.")
                .with(Double(share)),
        ]
    }
}
