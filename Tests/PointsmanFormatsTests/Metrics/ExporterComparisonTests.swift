import PointsmanFormats
import Testing

@Suite("PgBouncer's metrics beside those of pgbouncer_exporter 0.12.1")
struct ExporterComparisonTests {
    private static func isShown(_ metric: ExporterMetrics.Metric, by version: String) -> Bool {
        let minor = { (text: String) in text.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 0 }
        return !metric.isGone && metric.since.map { minor(version) >= minor($0) } ?? !metric.isGone
    }

    @Test(
        "all of the exporter's metrics exist with its names and labels if the release shows them",
        arguments: RecordedAnswers.versions)
    func allThere(version: String) throws {
        let families = PoolerMetrics.families(RecordedAnswers.of(version))
        for metric in ExporterMetrics.all + ExporterMetrics.former {
            // Where PgBouncer does not show the number nobody can.
            guard Self.isShown(metric, by: version) else { continue }
            let family = try #require(families.first { $0.name == metric.name }, "\(metric.name) is missing")
            #expect(!family.samples.isEmpty, "\(metric.name) has no sample")
            for sample in family.samples { #expect(sample.labels.map(\.name).sorted() == metric.labels) }
        }
    }

    @Test("the number of exporter metrics that each recorded release lacks is known")
    func missing() {
        let missing = RecordedAnswers.versions.map { version in
            ExporterMetrics.all.map(\.name).filter { !MetricsComparison.names(version).contains($0) }.count
        }
        // Three of prepared statements (1.24), one of assignments (1.23), and one that PgBouncer 1.8 has removed.
        #expect(missing == [5, 5, 4, 1])
        #expect(ExporterMetrics.all.count == 46)
        #expect(ExporterMetrics.former.count == 8)
    }

    @Test(
        "the documents hold exactly the metric tables that the recorded answers give",
        arguments: [
            ("deploy/prometheus/README.md", MetricsComparison.table),
            ("deploy/prometheus/README.md", MetricsComparison.own),
            ("Sources/pointsman/Documentation.docc/Watching.md", MetricsComparison.summary),
        ])
    func tables(file: String, table: String) {
        #expect(
            RecordedAnswers.text(file).contains("\n\n\(table)\n"), "\(file) must hold exactly this table:\n\n\(table)")
    }
}
