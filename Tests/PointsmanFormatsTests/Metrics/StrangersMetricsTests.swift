import PointsmanCore
import PointsmanFormats
import Testing

@Suite("Metrics without names")
struct StrangersMetricsTests {
    @Test("metrics without names sum counts, take the largest of measures and keep labels of our own words")
    func together() {
        func family(_ name: String, _ kind: MetricFamily.Kind) -> MetricFamily {
            MetricFamily(name, kind, "x").with(1, .init("member", "a"), .init("kind", "down"))
                .with(4, .init("member", "b"), .init("kind", "down")).with(
                    2, .init("member", "b"), .init("kind", "blind"))
        }
        func values(_ name: String, _ kind: MetricFamily.Kind) -> [String] {
            family(name, kind).withoutNames.samples.map { sample in
                "\(sample.labels.map { "\($0.name)=\($0.value)" }.joined()) \(sample.value)"
            }
        }
        #expect(values("x_total", .counter) == ["kind=down 5.0", "kind=blind 2.0"])
        #expect(values("x_seconds_total", .counter) == ["kind=down 5.0", "kind=blind 2.0"])
        #expect(values("x_connections", .gauge) == ["kind=down 5.0", "kind=blind 2.0"])
        #expect(values("x_seconds", .gauge) == ["kind=down 4.0", "kind=blind 2.0"])
    }

    @Test("how planned moves ended and an instance's part in one are told without names too")
    func moves() {
        let families = StatusMetrics.families(SettledStatus.reading()).map(\.withoutNames)
        let words = families.filter { $0.name.contains("_move") || $0.name.contains("_switchovers") }.map { family in
            (family.name, family.samples.count)
        }
        #expect(words.first { $0.0 == "pointsman_switchovers_total" }?.1 == MoveEnd.words.count)
        #expect(words.first { $0.0 == "pointsman_move_part" }?.1 == MoveReport.Part.allCases.count)
        #expect(words.first { $0.0 == "pointsman_move_holds_total" }?.1 == 2)
    }

    @Test("a histogram without names is the sum of its histograms")
    func histogram() {
        var durations = DurationHistogram.roundTrips
        durations.add(.milliseconds(2))
        var family = MetricFamily("x_seconds", .histogram, "x")
        family.add(durations, [.init("member", "a")])
        family.add(durations, [.init("member", "b")])
        var expected = MetricFamily("x_seconds", .histogram, "x")
        var both = durations
        both.add(.milliseconds(2))
        expected.add(both, [])
        #expect(family.withoutNames.samples == expected.samples)
    }
}
