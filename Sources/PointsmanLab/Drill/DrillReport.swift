import PointsmanLoad
package import PointsmanScenarios

/// The figures as a table for people, each beside its target (deploy/local/README.md#targets).
package enum DrillReport {
    package static func text(of outcome: DrillOutcome) -> String {
        let figures = outcome.figures
        let targets = outcome.scenario.targets
        return lines([
            ("reroute", milliseconds(figures.rerouteMs), target(targets.rerouteMs, "ms")),
            ("all writers back", milliseconds(figures.allBackMs), target(targets.allBackMs, "ms")),
            ("longest gap of a writer", milliseconds(figures.longestGapMs), ""),
            ("failed in flight", "\(figures.errorsInFlight)", ""),
            ("failed otherwise", "\(figures.errorsOther)", target(targets.otherErrors.map(Double.init), "")),
            ("acknowledged", "\(figures.ledger.acknowledged)", ""),
            (
                "acknowledged and lost", "\(figures.ledger.lost)",
                outcome.scenario.expectation.loser.map { "(target 0, but for \($0)'s)" } ?? "(target 0)"
            ),
            ("acknowledged when stale", "\(figures.ledger.stale)", "(target 0)"),
            ("written twice", "\(figures.ledger.duplicates)", "(target 0)"),
            ("recorded and replayed", replayed(outcome), ""),
            ("verdict", outcome.verdict.text, ""),
        ]) + kinds(figures.kinds) + "\n" + judgements(outcome.judgements)
    }

    private static func replayed(_ outcome: DrillOutcome) -> String {
        guard let recording = outcome.recording else { return "not read" }
        let word = recording.difference == nil && recording.error == nil ? "identical" : "DIFFERS"
        return "\(recording.steps) steps, \(word)" + (recording.missing > 0 ? ", \(recording.missing) missing" : "")
    }

    private static func judgements(_ judgements: [Judgement]) -> String {
        judgements.text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }

    package static func text(of summary: DrillSummary, targets: Scenario.Targets) -> String {
        "\n\(summary.runs) runs of \(summary.scenario), median (lowest to highest):\n"
            + lines([
                ("reroute", range(summary.rerouteMs, "ms"), target(targets.rerouteMs, "ms")),
                ("all writers back", range(summary.allBackMs, "ms"), target(targets.allBackMs, "ms")),
                ("longest gap of a writer", range(summary.longestGapMs, "ms"), ""),
                ("failed in flight", range(summary.errorsInFlight, ""), ""),
                ("failed otherwise", range(summary.errorsOther, ""), target(targets.otherErrors.map(Double.init), "")),
                ("acknowledged, in all runs", "\(summary.acked)", ""),
                ("acknowledged and lost", "\(summary.ackedLost)", "(target 0)"),
                ("acknowledged when stale", "\(summary.ackedStale)", "(target 0)"),
                ("written twice", "\(summary.duplicates)", "(target 0)"),
            ]) + kinds(summary.kinds)
    }

    private static func lines(_ rows: [(name: String, value: String, target: String)]) -> String {
        rows.map { row in
            let name = row.name + String(repeating: " ", count: max(1, 28 - row.name.count))
            return "  \(name)\(row.value)" + (row.target.isEmpty ? "" : "   \(row.target)")
        }.joined(separator: "\n")
    }

    private static func kinds(_ kinds: [String: Int]) -> String {
        kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\n    \($0.value) × \($0.key)" }.joined()
    }

    private static func milliseconds(_ value: Double?) -> String {
        value.map { "\($0.plain) ms" } ?? "never"
    }

    private static func target(_ value: Double?, _ unit: String) -> String {
        guard let value else { return "" }
        return value == 0 ? "(target 0)" : "(target ≤ \(value.plain)\(unit.isEmpty ? "" : " " + unit))"
    }

    private static func range(_ range: DrillSummary.Range?, _ unit: String) -> String {
        guard let range else { return "never" }
        let missing = range.missing > 0 ? ", never in \(range.missing)" : ""
        let unit = unit.isEmpty ? "" : " \(unit)"
        return "\(range.median.plain)\(unit) (\(range.lowest.plain) to \(range.highest.plain)\(missing))"
    }
}
