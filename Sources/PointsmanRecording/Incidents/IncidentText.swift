import PointsmanCore

/// An incident for people, as text.
package enum IncidentText {
    /// `28.4 s`, `640 ms`, `9.1 ms`.
    package static func time(_ duration: Duration) -> String {
        let microseconds = duration / .microseconds(1)
        let sign = microseconds < 0 ? "-" : ""
        let size = abs(microseconds)
        if size >= 59_950_000 {
            let seconds = Int64((size / 1_000_000).rounded())
            return "\(sign)\(seconds / 60) min \(seconds % 60) s"
        }
        if size >= 999_500 { return sign + tenths(size / 1_000_000) + " s" }
        return sign + (size >= 99_950 ? "\(Int64((size / 1_000).rounded()))" : tenths(size / 1_000)) + " ms"
    }

    private static func tenths(_ number: Double) -> String {
        let (whole, rest) = Int64((number * 10).rounded()).quotientAndRemainder(dividingBy: 10)
        return rest == 0 ? "\(whole)" : "\(number < 0 && whole == 0 ? "-" : "")\(whole).\(abs(rest))"
    }

    /// A moment of the timeline, which a tenth of a millisecond may part from the next: `1501.3 ms`.
    package static func offset(_ duration: Duration) -> String {
        tenths(duration / .milliseconds(1)) + " ms"
    }

    /// What happened, in one sentence without its end.
    package static func headline(_ report: IncidentReport) -> String {
        let from = report.from.map(\.description) ?? "nowhere"
        let to = report.to.map(\.description) ?? "nowhere"
        return switch report.kind {
        case .failover: "writes moved from \(from) to \(to)"
        case .planned: "a planned move took writes from \(from) to \(to)"
        case .restart: "writes went on at \(to), which was restarted"
        case .interruption: "writes went on at \(to), which had not answered"
        case .operated: "an operator held clients or drained this instance"
        case .unready: "this instance was not well, and writes stayed at \(to)"
        case .start: "the agent started, and was not ready for a while"
        case .open: "writes went to \(from), and it is not over"
        }
    }

    package static func text(_ report: IncidentReport) -> String {
        var lines = ["\(report.id): \(headline(report))", ""]
        lines.append("began     \(report.began.text) at \(report.instance)")
        lines.append("lasted    \(time(report.duration))" + unnoticed(report))
        if let held = report.held {
            lines.append("held      clients were held for \(time(held))")
        }
        if report.longestWait > .zero { lines.append("waited    \(time(report.longestWait)) at the longest") }
        lines.append("failed    \(failed(report))")
        if !report.wasReady { lines.append("readiness this instance was not ready meanwhile") }
        if let lost = report.lost { lines.append("log       \(log(lost))") }
        lines += ["", "What happened, from the first sign:"]
        for moment in report.moments { lines.append("  \(padded(offset(moment.offset), 11))  \(moment.sentence)") }
        lines += ["", "Whose the time was:"]
        let whole = report.whole
        for share in report.shares {
            let percent = whole > .zero ? Int((share.duration / whole * 100).rounded()) : 0
            lines.append("  \(padded(time(share.duration), 10))  \(padded("\(percent) %", 5))  \(share.owner.name)")
            for reason in reasons(report, of: share.owner) { lines.append("                       \(reason)") }
        }
        if !report.advice.isEmpty {
            lines += ["", "What would have made it shorter:"]
            lines += report.advice.map { "  - \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    /// The reasons of an owner's spans, each once, with their time, the longest first.
    package static func reasons(_ report: IncidentReport, of owner: IncidentReport.Owner) -> [String] {
        var sums: [(reason: String, sum: Duration)] = []
        for span in report.spans where span.owner == owner {
            if let index = sums.firstIndex(where: { $0.reason == span.reason }) {
                sums[index].sum += span.duration
            } else {
                sums.append((span.reason, span.duration))
            }
        }
        return sums.sorted { $0.sum > $1.sum }.prefix(6).map { "\(time($0.sum)): \($0.reason)" }
    }

    private static func unnoticed(_ report: IncidentReport) -> String {
        report.unnoticed > .zero
            ? ", and began up to \(time(report.unnoticed)) before: the last good answer is so old" : ""
    }

    private static func failed(_ report: IncidentReport) -> String {
        report.failedClients == 0
            ? "no client that is known of"
            : "\(report.failedClients) client\(report.failedClients == 1 ? " was" : "s were") told an error by PgBouncer"
    }

    static func log(_ lost: IncidentReport.Lost) -> String {
        let range =
            switch (lost.leastBytes, lost.mostBytes) {
            case (0, 0): "the old primary kept nothing for itself, as far as that is seen"
            case (let least, let most?) where least == most: "the old primary kept \(least) bytes of log for itself"
            case (let least, let most?): "the old primary may have kept \(least) to \(most) bytes of log for itself"
            case (let least, nil): "the old primary kept \(least) bytes of log for itself at least"
            }
        return "\(range): \(lost.sentence)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
