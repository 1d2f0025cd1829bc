import PointsmanCore
package import PointsmanFormats

/// The last incidents for the live page: whose each part of the time was, in a lane for each owner, and what happened when. The lanes
/// are drawn in one colour: an owner is told by the words at its lane, and a part by its place in it.
package enum IncidentCards {
    /// The width of a lane in its own units.
    private static let width = 1_000.0
    /// A part is drawn at least so wide, to be seen, and two parts that are no further apart are drawn as one.
    private static let least = 4.0
    /// So many parts of a lane are told to a screen reader.
    private static let mostTold = 6
    private static let longest = 1_000

    /// - Parameter reports: in the order in which they are shown.
    package static func html(_ reports: [IncidentReport]) -> HTML {
        guard !reports.isEmpty else {
            return """
                <p>No incident since the start of this agent. <code>pointsman history</code> lists those before.</p>
                """
        }
        let cards = reports.map(card)
        return "\(cards)"
    }

    private static func card(_ report: IncidentReport) -> HTML {
        let id = report.id.description
        let kind: HTML =
            report.isOver
            ? "<span class=\"badge unsure\">\(report.kind.rawValue)</span>"
            : "<span class=\"badge warning\">under way</span>"
        let lanes = report.shares.map { lane($0.owner, $0.duration, report) }
        let moments = IncidentDrawing.marks(report).map { moment -> HTML in
            """
            <tr><th scope="row">\(IncidentText.offset(moment.offset))</th>\
            <td>\(printable(moment.sentence, most: longest))</td></tr>
            """
        }
        return """
            <article class="incident" aria-labelledby="incident-\(id)">
            <h3 id="incident-\(id)"><time>\(report.began.text)</time>\(kind)</h3>
            <p>\(printable(summary(report), most: longest)). <code>pointsman why --at \(id)</code> tells all of it.</p>
            <table aria-label="Whose the time was, \(report.began.text)"><thead><tr><th scope="col">Owner</th>\
            <th scope="col">Time</th><th scope="col" class="drawn"><span class="ends">\
            <span>\(IncidentText.time(.zero - report.unnoticed))</span> <span>\(IncidentText.time(report.duration))</span>\
            </span></th><th scope="col">What it was</th></tr></thead>
            <tbody>\(lanes)</tbody></table>
            <table aria-label="What happened, \(report.began.text)"><thead><tr><th scope="col">From the first sign</th>\
            <th scope="col">What happened</th></tr></thead>
            <tbody>\(moments)</tbody></table>
            </article>
            """
    }

    private static func summary(_ report: IncidentReport) -> String {
        var words = "\(IncidentText.headline(report)); \(report.isOver ? "it lasted" : "so far")"
        words += " \(IncidentText.time(report.duration))"
        if let held = report.held { words += ", and clients were held for \(IncidentText.time(held))" }
        if report.failedClients > 0 { words += "; PgBouncer told \(report.failedClients) clients an error" }
        return words
    }

    private static func lane(
        _ owner: IncidentReport.Owner, _ sum: Duration, _ report: IncidentReport
    ) -> HTML {
        let percent = report.whole > .zero ? Int((sum / report.whole * 100).rounded()) : 0
        let reasons = IncidentText.reasons(report, of: owner).map { reason -> HTML in
            "<li>\(printable(reason, most: longest))</li>"
        }
        let parts = parts(of: owner, report)
        let bars = parts.map { part -> HTML in
            "<rect x=\"\(place(part.from, report))\" y=\"0\" width=\"\(extent(part, report))\" height=\"10\"/>"
        }
        var told = parts.prefix(mostTold).map { part in
            "\(IncidentText.offset(part.from)) to \(IncidentText.offset(part.to))"
        }
        if parts.count > mostTold { told.append("\(parts.count - mostTold) more") }
        return """
            <tr><th scope="row">\(owner.name)</th><td>\(IncidentText.time(sum)), \(percent)&#160;%</td>\
            <td class="drawn"><svg class="lane" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" \
            aria-label="\(told.joined(separator: ", "))">\(bars)</svg></td><td><ul>\(reasons)</ul></td></tr>
            """
    }

    private typealias Part = (from: Duration, to: Duration)

    /// An owner's parts as they are drawn: few, however often its time came and went.
    private static func parts(of owner: IncidentReport.Owner, _ report: IncidentReport) -> [Part] {
        let gap = report.whole * (least / width)
        var parts: [Part] = []
        for span in report.spans where span.owner == owner && span.duration > .zero {
            if let last = parts.last, span.from - last.to <= gap {
                parts[parts.count - 1].to = span.to
            } else {
                parts.append((span.from, span.to))
            }
        }
        return parts
    }

    /// Whole units from the lane's beginning; a part at the very end is drawn still.
    private static func place(_ offset: Duration, _ report: IncidentReport) -> Int {
        guard report.whole > .zero else { return 0 }
        let place = (offset + report.unnoticed) / report.whole * width
        return Int(min(width - least, max(0, place)).rounded(.down))
    }

    private static func extent(_ part: Part, _ report: IncidentReport) -> Int {
        guard report.whole > .zero else { return 0 }
        return Int(max(least, min(1, (part.to - part.from) / report.whole) * width).rounded(.up))
    }
}
