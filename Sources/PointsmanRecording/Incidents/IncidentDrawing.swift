/// The timeline of an incident as SVG: whose each part was, and the moments that matter.
enum IncidentDrawing {
    private static let width = 900.0
    private static let left = 10.0
    private static let barTop = 28.0
    private static let barHeight = 34.0
    private static let lineHeight = 17.0

    static func svg(_ report: IncidentReport) -> String {
        let whole = max(report.whole / .milliseconds(1), 0.001)
        func place(_ offset: Duration) -> Double {
            let passed = (offset + report.unnoticed) / .milliseconds(1)
            return left + min(1, max(0, passed / whole)) * (width - 2 * left)
        }
        let bars = report.spans.filter { $0.duration > .zero }.map { span in
            let (from, to) = (place(span.from), place(span.to))
            let words = "\(span.owner.name), \(IncidentText.time(span.duration)): \(span.reason)"
            return
                "<rect class=\"\(span.owner.rawValue)\" x=\"\(plain(from))\" y=\"\(plain(barTop))\" width=\"\(plain(max(0.5, to - from)))\" "
                + "height=\"\(plain(barHeight))\"><title>\(IncidentPage.escaped(words))</title></rect>"
        }
        let marks = marks(report)
        let height = barTop + barHeight + 16 + Double(marks.count) * lineHeight + 8
        // The lines lie under the texts, which stay readable where one crosses another's line.
        var (lines, texts) = ([String](), [String]())
        for (row, moment) in marks.enumerated() {
            let x = place(moment.offset)
            let y = barTop + barHeight + 22 + Double(row) * lineHeight
            let isRight = x > width * 0.55
            let text = "\(IncidentText.offset(moment.offset))  \(shortened(moment.sentence))"
            lines.append(
                "<line class=\"axis\" x1=\"\(plain(x))\" y1=\"\(plain(barTop))\" x2=\"\(plain(x))\" y2=\"\(plain(y))\"/>"
            )
            texts.append(
                "<text x=\"\(plain(isRight ? x - 4 : x + 4))\" y=\"\(plain(y))\""
                    + (isRight ? " text-anchor=\"end\"" : "") + ">\(IncidentPage.escaped(text))</text>")
        }
        let label =
            "Timeline of \(IncidentText.time(report.whole)): "
            + report.shares.map { "\($0.owner.name) \(IncidentText.time($0.duration))" }.joined(separator: ", ")
        return
            "<svg viewBox=\"0 0 \(plain(width)) \(plain(height))\" role=\"img\" aria-label=\"\(IncidentPage.escaped(label))\">"
            + "<text x=\"\(plain(left))\" y=\"18\">\(IncidentPage.escaped(IncidentText.time(.zero - report.unnoticed)))</text>"
            + "<text x=\"\(plain(width - left))\" y=\"18\" text-anchor=\"end\">\(IncidentPage.escaped(IncidentText.time(report.duration)))</text>"
            + bars.joined() + lines.joined() + texts.joined() + "</svg>"
    }

    /// The moments that are drawn: the first of each kind, at most ten, in their order.
    static func marks(_ report: IncidentReport) -> [IncidentReport.Moment] {
        var seen: [IncidentReport.Moment.Kind] = []
        return Array(
            report.moments.filter { moment in
                guard moment.kind != .decision, !seen.contains(moment.kind) else { return false }
                seen.append(moment.kind)
                return true
            }.prefix(10))
    }

    private static func shortened(_ sentence: String) -> String {
        sentence.count > 70 ? sentence.prefix(69) + "…" : sentence
    }

    /// A number with two decimals, which is the same everywhere.
    private static func plain(_ number: Double) -> String {
        let hundredths = Int64((number * 100).rounded())
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        return rest == 0 ? "\(whole)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
