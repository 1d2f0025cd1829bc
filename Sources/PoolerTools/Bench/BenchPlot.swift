/// A bar chart of the p95 by the number of clients, drawn with block characters.
package enum BenchPlot {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// The lines, at most `width` columns wide; empty if nothing was measured.
    package static func text(_ report: BenchReport, width: Int) -> [String] {
        let bars = report.loads.flatMap { load in
            BenchSide.allCases.compactMap { side in
                load.figures[side].percentiles.map { (load.clients, side, $0.p95) }
            }
        }
        guard let longest = bars.map(\.2).max(), longest > .zero else { return [] }
        let labels = bars.map { clients, side, _ in "\(clients) \(side.rawValue)" }
        let values = bars.map { "\($0.2.inMilliseconds)" }
        let label = labels.map(\.count).max() ?? 0
        let room = max(8, width - label - (values.map(\.count).max() ?? 0) - 2)
        let lines = bars.indices.map { index in
            String(repeating: " ", count: label - labels[index].count) + labels[index] + " "
                + bar(bars[index].2 / longest, room) + " " + values[index]
        }
        return ["p95 in ms, by clients"] + lines
    }

    /// A bar of `share` of `room` columns, precise to an eighth of a column, and never empty.
    package static func bar(_ share: Double, _ room: Int) -> String {
        let length = max(1, Int((share * Double(room * 8)).rounded()))
        return String(repeating: "█", count: length / 8) + eighths[length % 8]
    }
}

/// A progress line, which is overwritten while a run goes on.
package enum ProgressBar {
    /// - Parameter done: the progress, from 0 to 1.
    package static func line(_ done: Double, _ label: String, width: Int) -> String {
        let percent = Int((min(1, max(0, done)) * 100).rounded())
        let room = max(8, min(40, width - 36))
        let filled = room * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        // CR moves to the line's start, EL clears the line (ECMA-48).
        return "\r\u{1B}[K\(bar) \(percent) % \(label)"
    }
}
