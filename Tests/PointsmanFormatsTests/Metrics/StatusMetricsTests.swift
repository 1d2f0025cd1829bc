import PointsmanCore
import PointsmanFormats
import TestServers
import Testing

@Suite("The status as metrics")
struct StatusMetricsTests {
    private static let text = MetricsText.text(StatusMetrics.families(SettledStatus.reading()))

    @Test(
        "the status metrics have route, rule, readiness, fence, member and probe samples",
        arguments: [
            #"pointsman_route_info{member="127.0.0.11:5432",region="iad",rule="route"} 1"#,
            #"pointsman_write_rule{rule="route"} 1"#, #"pointsman_write_rule{rule="split brain"} 0"#,
            "pointsman_route_confirmed 1", "pointsman_ready 1", "pointsman_fence_timeline 3",
            #"pointsman_fence_info{system_identifier="7000",owner="127.0.0.11:5432"} 1"#,
            "pointsman_holds_total 0", "pointsman_reroutes_total 0", "pointsman_became_ready_total 1",
            "pointsman_hold_duration_seconds_count 0", "pointsman_reroute_duration_seconds_count 0",
            #"pointsman_member_lag_bytes{member="127.0.0.12:5432",region=""} 4096"#,
            #"pointsman_member_staleness_seconds{member="127.0.0.12:5432",region=""} 3"#,
            #"pointsman_member_timeline{member="127.0.0.11:5432",region="iad"} 3"#,
            #"pointsman_member_unanswered_seconds{member="127.0.0.11:5432",region="iad"} 0"#,
            #"pointsman_probe_round_trip_seconds_bucket{member="127.0.0.11:5432",region="iad",le="0.00025"} 0"#,
            #"pointsman_probe_round_trip_seconds_bucket{member="127.0.0.11:5432",region="iad",le="0.0005"} 1"#,
            #"pointsman_probe_round_trip_seconds_sum{member="127.0.0.11:5432",region="iad"} 0.0003"#,
            #"pointsman_probe_failures_total{member="127.0.0.11:5432",region="iad",kind="down"} 0"#,
            #"pointsman_link_losses_total{member="127.0.0.11:5432",region="iad"} 0"#,
            #"pointsman_operation_failures_total{operation="set"} 0"#, "pointsman_pooler_losses_total 0",
            #"pointsman_readiness_check{check="route"} 1"#, "pointsman_turned_away 0",
            #"pointsman_switchovers_total{outcome="finished"} 0"#, #"pointsman_refused_notices_total{kind="forged"} 0"#,
            #"pointsman_move_part{part="free"} 1"#, #"pointsman_move_part{part="held"} 0"#,
            "pointsman_move_left_seconds 0", #"pointsman_move_instances{state="holding"} 0"#,
            #"pointsman_move_holds_total{outcome="returned"} 0"#,
            "pointsman_fleet_instances 2", "pointsman_pool_share_connections 2",
        ])
    func sample(line: String) {
        #expect(Self.text.split(separator: "\n").contains(Substring(line)), "\(Self.text)")
    }

    @Test("promtool accepts the status metrics beside PgBouncer's own")
    func promtool() async throws {
        let both =
            StatusMetrics.families(SettledStatus.reading()) + PoolerMetrics.families(RecordedAnswers.of("1.25.2"))
        #expect(try await Promtool.check(metrics: MetricsText.text(both)) == "")
    }
}
