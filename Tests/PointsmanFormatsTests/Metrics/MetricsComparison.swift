import PointsmanCore
import PointsmanFormats

/// Our metrics of PgBouncer beside those of pgbouncer_exporter, as the Markdown table of deploy/prometheus/README.md.
enum MetricsComparison {
    /// The names that one release's answers made samples of.
    static func names(_ version: String) -> Set<String> {
        Set(PoolerMetrics.families(RecordedAnswers.of(version)).filter { !$0.samples.isEmpty }.map(\.name))
    }

    static var table: String {
        let seen = RecordedAnswers.versions.map { ($0, names($0)) }
        let shown = seen.map(\.0).map { $0.split(separator: ".").prefix(2).joined(separator: ".") }
        var lines = [
            "| metric | exporter 0.12.1 | " + shown.joined(separator: " | ") + " |",
            "|---|---|" + String(repeating: "---|", count: shown.count),
        ]
        var rows = ExporterMetrics.all.map { ($0.name, "yes") }
        rows += ExporterMetrics.former.map { ($0.name, "up to 0.10") }
        let theirs = Set(rows.map(\.0))
        let newest = PoolerMetrics.families(RecordedAnswers.of("1.25.2"))
        rows += newest.filter { !theirs.contains($0.name) }.map { ($0.name, "no, ours") }
        for (name, exporter) in rows {
            let cells = seen.map { $0.1.contains(name) ? "yes" : "no" }
            lines.append("| `\(name)` | \(exporter) | \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n")
    }

    /// The same in numbers, a row a SHOW command: the table of the article Watching.
    static var summary: String {
        let seen = RecordedAnswers.versions.map { names($0) }
        let newest = PoolerMetrics.families(RecordedAnswers.of("1.25.2")).map(\.name)
        let theirs = Set(ExporterMetrics.all.map(\.name))
        let former = Set(ExporterMetrics.former.map(\.name))
        var lines = [
            "| from | names of the exporter | shown with 1.18 | 1.21 | 1.23 | 1.25 | its names up to 0.10 | ours besides |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for origin in ["POOLS", "STATS", "DATABASES", "LISTS", "CLIENTS", "SERVERS", "CONFIG", "VERSION", "all"] {
            let exporter = ExporterMetrics.all.filter { $0.source.split(separator: " ")[0] == origin }.map(\.name)
            let counts = seen.map { "\(exporter.filter($0.contains).count)" }
            let others = newest.filter { !theirs.contains($0) && Self.origin(of: $0) == origin }
            let old = others.filter(former.contains).count
            let label = origin == "all" ? "the scrape itself" : "SHOW \(origin)"
            lines.append(
                "| \(label) | \(exporter.count) | \(counts.joined(separator: " | ")) | \(old) | \(others.count - old) |"
            )
        }
        let totals = seen.map { "\(theirs.intersection($0).count)" }
        let others = newest.filter { !theirs.contains($0) }
        let old = others.filter(former.contains).count
        lines.append(
            "| together | \(theirs.count) | \(totals.joined(separator: " | ")) | \(old) | \(others.count - old) |")
        return lines.joined(separator: "\n")
    }

    /// The agent's own metrics, with their labels.
    static var own: String {
        var lines = ["| metric | type | labels | what it is |", "|---|---|---|---|"]
        let reading = SettledStatus.reading(further: [.commitsSeen(SettledStatus.primary, .none)])
        for family in StatusMetrics.families(reading) {
            var labels: [String] = []
            for label in family.samples.flatMap(\.labels) where !labels.contains(label.name) && label.name != "le" {
                labels.append(label.name)
            }
            lines.append(
                "| `\(family.name)` | \(family.kind.rawValue) | \(labels.joined(separator: ", ")) | \(family.help) |")
        }
        return lines.joined(separator: "\n")
    }

    private static func origin(of name: String) -> String {
        if name == "pgbouncer_server_connections" { return "SERVERS" }
        let table = ConsoleTable.all.first { $0.metrics.contains { $0.name == name } }
        return table?.command.rawValue ?? "all"
    }
}
