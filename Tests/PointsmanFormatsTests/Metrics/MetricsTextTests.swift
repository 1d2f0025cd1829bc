import PointsmanCore
import PointsmanFormats
import TestServers
import Testing

@Suite("Metrics in Prometheus' text format")
struct MetricsTextTests {
    private static let families = [
        MetricFamily("pointsman_ready", .gauge, "Whether traffic may be sent here.").with(1),
        MetricFamily("pointsman_member_lag_bytes", .gauge, #"Bytes behind, after \ and"# + "\na line.")
            .with(0.25, .init("member", "a\"b\\c\nd"), .init("region", "iad"))
            .with(.infinity, .init("member", "[fdaa::1]:5432"), .init("region", "")),
        MetricFamily("pointsman_reroutes_total", .counter, "Reroutes that were released.").with(1e20),
        MetricFamily("pointsman_empty_total", .counter, "Without a sample."),
        MetricFamily("pointsman_reroutes_total", .counter, "Reroutes that were released.").with(3, .init("kind", "x")),
    ]

    @Test("each metric family is written once, escaped, in the given order")
    func text() {
        #expect(
            MetricsText.text(Self.families) == #"""
                # HELP pointsman_ready Whether traffic may be sent here.
                # TYPE pointsman_ready gauge
                pointsman_ready 1
                # HELP pointsman_member_lag_bytes Bytes behind, after \\ and\na line.
                # TYPE pointsman_member_lag_bytes gauge
                pointsman_member_lag_bytes{member="a\"b\\c\nd",region="iad"} 0.25
                pointsman_member_lag_bytes{member="[fdaa::1]:5432",region=""} +Inf
                # HELP pointsman_reroutes_total Reroutes that were released.
                # TYPE pointsman_reroutes_total counter
                pointsman_reroutes_total 1e+20
                pointsman_reroutes_total{kind="x"} 3

                """#)
    }

    @Test("a sample with the same labels replaces the earlier one")
    func twice() {
        let family = MetricFamily("pointsman_ready", .gauge, "Ready.").with(0, .init("a", "b")).with(1, .init("a", "b"))
        #expect(family.samples.map(\.value) == [1])
    }

    @Test("a histogram's buckets are cumulative and end with +Inf")
    func histogram() {
        var histogram = DurationHistogram(bounds: [.milliseconds(1), .milliseconds(250), .seconds(2)])
        for milliseconds in [0, 1, 2, 250, 3_000] { histogram.add(.milliseconds(milliseconds)) }
        var family = MetricFamily("pointsman_probe_round_trip_seconds", .histogram, "How long.")
        family.add(histogram, [.init("member", "a")])
        #expect(
            MetricsText.text([family]) == #"""
                # HELP pointsman_probe_round_trip_seconds How long.
                # TYPE pointsman_probe_round_trip_seconds histogram
                pointsman_probe_round_trip_seconds_bucket{member="a",le="0.001"} 2
                pointsman_probe_round_trip_seconds_bucket{member="a",le="0.25"} 4
                pointsman_probe_round_trip_seconds_bucket{member="a",le="2"} 4
                pointsman_probe_round_trip_seconds_bucket{member="a",le="+Inf"} 5
                pointsman_probe_round_trip_seconds_sum{member="a"} 3.253
                pointsman_probe_round_trip_seconds_count{member="a"} 5

                """#)
    }

    @Test("promtool accepts the metrics text")
    func promtool() async throws {
        #expect(try await Promtool.check(metrics: MetricsText.text(Self.families)) == "")
    }
}
