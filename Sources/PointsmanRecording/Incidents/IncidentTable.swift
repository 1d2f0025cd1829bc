import PointsmanCore
import PointsmanFormats

/// Incidents as a table for people, one a line.
package enum IncidentTable {
    package static func text(_ reports: [IncidentReport]) -> String {
        guard !reports.isEmpty else { return "no incident was recorded" }
        let head = ["incident", "lasted", "what", "from", "to", "held", "failed", "most of it"]
        return String(TextTable.text([head] + reports.map(row)).dropLast())
    }

    /// What a terminal shows of an incident beside others: its beginning, what it was, its time, and whose that was.
    package static func brief(_ report: IncidentReport) -> [String] {
        let owners = report.shares.sorted { $0.duration > $1.duration }
            .map { "\($0.owner.name) \(IncidentText.time($0.duration))" }
        return [
            report.began.text, report.isOver ? report.kind.rawValue : "under way", IncidentText.time(report.duration),
            owners.joined(separator: ", "),
        ]
    }

    private static func row(_ report: IncidentReport) -> [String] {
        let most = report.shares.max { $0.duration < $1.duration }
        return [
            report.id.description, IncidentText.time(report.duration), report.kind.rawValue,
            report.from.map { "\($0)" } ?? "-", report.to.map { "\($0)" } ?? "-",
            report.held.map { IncidentText.time($0) } ?? "-", "\(report.failedClients)",
            most.map { "\($0.owner.name) \(IncidentText.time($0.duration))" } ?? "-",
        ]
    }
}
