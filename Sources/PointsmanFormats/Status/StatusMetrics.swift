package import PointsmanCore

/// The status as Prometheus metrics.
package enum StatusMetrics {
    package static func families(_ status: Status, counters: AgentCounters, at moment: Instant) -> [MetricFamily] {
        instance(status, counters, at: moment) + members(status)
    }

    private static func instance(_ status: Status, _ counters: AgentCounters, at moment: Instant) -> [MetricFamily] {
        var rules = MetricFamily("pointsman_write_rule", .gauge, "1 for the rule that decides where writes go.")
        for rule in WriteRule.allCases {
            rules.add(rule == status.verdict.rule ? 1 : 0, [.init("rule", rule.rawValue)])
        }
        return [
            .init("pointsman_ready", .gauge, "Whether this instance is ready for traffic.")
                .with(status.readiness.isReady ? 1 : 0),
            .init("pointsman_route_confirmed", .gauge, "Whether a canary has reached the primary through the pooler.")
                .with(status.isConfirmed ? 1 : 0),
            .init("pointsman_pooler_up", .gauge, "Whether PgBouncer's console answers.")
                .with(status.pooler.isUp ? 1 : 0),
            .init("pointsman_discovery_up", .gauge, "Whether the last round of discovery brought members.")
                .with(status.discoveryFailure == nil ? 1 : 0),
            .init("pointsman_hold_seconds", .gauge, "For how long clients are held; 0 while they are not.")
                .with(status.hold.since.map { (moment - $0).inSeconds } ?? 0),
            .init("pointsman_fence_timeline", .gauge, "The lowest timeline that may take writes; 0 while unknown.")
                .with(Double(status.fence?.timeline.number ?? 0)),
            .init("pointsman_reroutes_total", .counter, "Confirmed moves of the write route to another member.")
                .with(Double(counters.reroutes)),
            .init("pointsman_holds_total", .counter, "Times that clients were held.").with(Double(counters.holds)),
            rules,
        ] + pools(status)
    }

    /// Only where they are shared out.
    private static func pools(_ status: Status) -> [MetricFamily] {
        guard let fleet = status.fleet, let share = status.setting?.share else { return [] }
        return [
            .init("pointsman_fleet_instances", .gauge, "How many instances DNS knows.").with(Double(fleet)),
            .init("pointsman_pool_share_connections", .gauge, "What this instance's pools may open on one server.")
                .with(Double(share)),
        ]
    }

    private static func members(_ status: Status) -> [MetricFamily] {
        var standing = MetricFamily("pointsman_member_standing", .gauge, "1 for what the member is.")
        var roundTrip = MetricFamily("pointsman_member_round_trip_seconds", .gauge, "The quickest recent probe.")
        var lag = MetricFamily("pointsman_member_lag_bytes", .gauge, "How far a standby is behind the primary.")
        var routed = MetricFamily(
            "pointsman_member_routed", .gauge, "Whether the pooler sends it traffic of this kind.")
        for member in status.members {
            let labels: [MetricFamily.Label] = [
                .init("member", "\(member.member.id)"), .init("region", member.member.region?.code ?? ""),
            ]
            standing.add(1, labels + [.init("standing", member.standing.word)])
            if let measured = member.roundTrip { roundTrip.add(measured.inSeconds, labels) }
            if let bytes = status.lagBytes(of: member) { lag.add(Double(bytes), labels) }
            let setting = status.setting
            routed.add(setting?.writes.member == member.member.id ? 1 : 0, labels + [.init("traffic", "writes")])
            routed.add(setting?.reads == member.member.id ? 1 : 0, labels + [.init("traffic", "reads")])
        }
        return [standing, roundTrip, lag, routed]
    }
}
