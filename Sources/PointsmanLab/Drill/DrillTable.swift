import PointsmanLoad
import PointsmanScenarios

/// The outcomes of many drills, one line each.
package enum DrillTable {
    private static let head = [
        "fault", "reroute ms", "all back ms", "gap ms", "in flight", "other", "lost", "stale", "verdict",
    ]

    package static func text(of entries: [DrillSeries.Entry]) -> String {
        let rows = [head] + entries.map(row)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return "\n" + rows.map { line($0, widths) }.joined(separator: "\n")
    }

    private static func row(_ entry: DrillSeries.Entry) -> [String] {
        guard let outcome = entry.outcome else {
            let verdict = (entry.isSkipped ? "not run: " : "FAILED: ") + (entry.error ?? "")
            return [entry.scenario.name] + [String](repeating: "-", count: head.count - 2) + [verdict]
        }
        let figures = outcome.figures
        return [
            entry.scenario.name, figures.rerouteMs?.plain ?? "-", figures.allBackMs?.plain ?? "-",
            figures.longestGapMs.plain, "\(figures.errorsInFlight)", "\(figures.errorsOther)",
            "\(figures.ledger.lost)", "\(figures.ledger.stale)", outcome.verdict.text,
        ]
    }

    /// A line with names and verdicts aligned to the left, figures to the right.
    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells.indices, cells).map { column, cell in
            if column == cells.count - 1 { return cell }
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + padding : padding + cell
        }.joined(separator: "  ")
    }
}
