import PointsmanCore

/// The headline, and what leads to it.
extension LivePage {
    /// How good or bad something is: the colour, beside which the words say the same.
    enum Tone: String {
        case good, warning, bad, unsure
    }

    var tone: Tone {
        switch status.readiness {
        case .ready: .good
        case .degraded: .warning
        case .notReady: .bad
        }
    }

    var headline: String {
        switch status.readiness {
        case .ready: "Ready: \(StatusSentence.text(status))"
        case .degraded(let reason): "Ready, degraded: \(reason)"
        case .notReady(let reason): "Not ready: \(reason)"
        }
    }

    /// Whether clients wait, so that figures change from second to second.
    var isHeld: Bool { status.hold.since != nil }

    var routeRows: HTML {
        let names = StatusTable.rows(reading)
        let rows = names.map { row -> HTML in "<div><dt>\(Self.title(row.name))</dt><dd>\(row.text)</dd></div>" }
        return "<dl>\(rows)</dl>"
    }

    private static func title(_ name: String) -> String {
        name == "DNS" ? name : name.prefix(1).uppercased() + name.dropFirst()
    }

    var checkRows: [HTML] {
        status.checks.map { check in
            let (word, tone): (String, Tone) =
                switch check.finding {
                case .good: ("ok", .good)
                case .degrades: ("degraded", .warning)
                case .fails: ("failed", .bad)
                }
            return """
                <tr><th scope="row">\(check.rule.rawValue)</th><td>\(Self.badge(word, tone))</td>\
                <td>\(check.reason ?? "")</td></tr>
                """
        }
    }

    /// The latest first.
    var eventRows: [HTML] {
        EventRecord.worthTelling(events).reversed().map { record in
            let tone: Tone =
                record.event.kind == .change ? .unsure : record.event.isBad ? .warning : .good
            return """
                <tr><td><time>\(record.time)</time></td><td>\(Self.badge(record.event.kind.rawValue, tone))</td>\
                <td>\(printable(record.event.sentence, most: 1_000))</td></tr>
                """
        }
    }

    static func badge(_ word: String, _ tone: Tone) -> HTML {
        "<span class=\"badge \(tone.rawValue)\">\(word)</span>"
    }
}
