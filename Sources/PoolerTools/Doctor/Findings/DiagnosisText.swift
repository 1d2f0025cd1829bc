import PointsmanFormats

/// The diagnosis for people: the worst findings come first, good ones have one line each at the end.
package enum DiagnosisText {
    private static let width = 118
    private static let indent = 34

    package static func text(_ diagnosis: Diagnosis) -> String {
        let ordered = Severity.allCases.reversed().flatMap { severity in
            diagnosis.findings.filter { $0.severity == severity }
        }
        var lines = ordered.flatMap(lines)
        lines += ["", summary(diagnosis)]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ finding: Finding) -> [String] {
        let word = finding.verdict.isChecked ? finding.severity.word : "unchecked"
        let head = padded(finding.severity >= .warning ? word.uppercased() : word, 10) + finding.check
        var lines = wrapped(finding.evidence, behind: padded(head, indent))
        for (label, text) in [("cause", finding.verdict.cause), ("cure", finding.verdict.cure)] {
            if let text { lines += wrapped(text, behind: padded(padded("", 27) + label, indent)) }
        }
        if finding.severity >= .warning {
            lines += wrapped(finding.guide.link, behind: padded(padded("", 27) + "guide", indent))
        }
        return lines
    }

    private static func summary(_ diagnosis: Diagnosis) -> String {
        func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
        return [
            counted(diagnosis.count(.problem), "problem", "problems"),
            counted(diagnosis.count(.warning), "warning", "warnings"),
            counted(diagnosis.count(.notice), "notice", "notices"), "\(diagnosis.count(.ok)) ok",
            "\(diagnosis.uncheckedCount) not checked",
        ].joined(separator: ", ")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Wraps a text. It may contain foreign text (names, an app's own name), no character of which may move the cursor.
    private static func wrapped(_ text: String, behind head: String) -> [String] {
        var lines = [head]
        var isFresh = true
        for word in printable(text, most: 4_000).split(separator: " ", omittingEmptySubsequences: true) {
            if !isFresh, lines[lines.count - 1].count + 1 + word.count > width {
                lines.append(String(repeating: " ", count: indent))
                isFresh = true
            }
            lines[lines.count - 1] += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return lines
    }
}
