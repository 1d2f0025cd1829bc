import PointsmanFormats

/// An incident as one HTML file: no script, nothing from elsewhere, and a timeline that is drawn. It can be printed.
package enum IncidentPage {
    package static func html(_ reports: [IncidentReport]) -> String {
        let title = reports.count == 1 ? "Incident \(reports[0].id)" : "\(reports.count) incidents"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="pointsman \(PointsmanVersion.text)">
            <title>\(escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            \(reports.map(article).joined(separator: "\n"))
            </body>
            </html>

            """
    }

    /// One incident, for a page that has others too.
    package static func article(_ report: IncidentReport) -> String {
        var rows = [
            ("Began", "\(report.began.text) at \(report.instance)"), ("Lasted", IncidentText.time(report.duration)),
        ]
        if report.unnoticed > .zero {
            rows.append(("Unnoticed before", "up to \(IncidentText.time(report.unnoticed))"))
        }
        if let held = report.held {
            rows.append(("Held", "\(IncidentText.time(held)), at the longest \(IncidentText.time(report.longestWait))"))
        }
        rows.append(("Told an error", "\(report.failedClients) clients, as far as PgBouncer's log tells"))
        if let lost = report.lost { rows.append(("Log of the old primary", IncidentText.log(lost))) }
        let facts = rows.map { "<tr><th scope=\"row\">\(escaped($0.0))</th><td>\(escaped($0.1))</td></tr>" }
        let shares = report.shares.map { share in
            let percent = report.whole > .zero ? Int((share.duration / report.whole * 100).rounded()) : 0
            let reasons = IncidentText.reasons(report, of: share.owner).map { "<li>\(escaped($0))</li>" }.joined()
            return
                "<tr><th scope=\"row\"><span class=\"swatch \(share.owner.rawValue)\"></span>\(escaped(share.owner.name))</th>"
                + "<td class=\"number\">\(escaped(IncidentText.time(share.duration)))</td><td class=\"number\">\(percent)&nbsp;%</td>"
                + "<td><ul>\(reasons)</ul></td></tr>"
        }
        let moments = report.moments.map { moment in
            "<tr><td class=\"number\">\(escaped(IncidentText.offset(moment.offset)))</td><td>\(escaped(moment.sentence))</td></tr>"
        }
        let advice = report.advice.map { "<li>\(escaped($0))</li>" }
        return """
            <article>
            <h1>\(escaped(report.id.description))</h1>
            <p class="lead">\(escaped(IncidentText.headline(report)))</p>
            \(IncidentDrawing.svg(report))
            <table class="facts"><tbody>\(facts.joined())</tbody></table>
            <h2>Whose the time was</h2>
            <table><thead><tr><th scope="col">Owner</th><th scope="col">Time</th><th scope="col">Share</th><th scope="col">What it was</th></tr></thead>\
            <tbody>\(shares.joined())</tbody></table>
            <h2>What happened</h2>
            <table><thead><tr><th scope="col">From the first sign</th><th scope="col">Event</th></tr></thead>\
            <tbody>\(moments.joined())</tbody></table>
            \(advice.isEmpty ? "" : "<h2>What would have made it shorter</h2>\n<ul>\(advice.joined())</ul>")
            </article>
            """
    }

    static func escaped(_ text: String) -> String { HTML.escaped(text) }

    /// The look, in light and dark, and on paper. The owners' colours differ in lightness too.
    package static let style = """
        :root{color-scheme:light dark;--ink:#1c2126;--dim:#57606a;--line:#d0d7de;--back:#fff}
        @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa4af;--line:#373e47;--back:#0d1117}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:60rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.2rem;overflow-wrap:anywhere}h2{font-size:1rem;margin-top:2rem}.lead{font-size:1.1rem}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
        th{font-weight:600}.facts th{width:12rem}.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        ul{margin:0;padding-left:1.1rem}svg{width:100%;height:auto}svg text{fill:var(--ink);stroke:var(--back);stroke-width:4px;paint-order:stroke;font:12px system-ui,sans-serif}
        svg .axis{stroke:var(--dim);stroke-width:1}.swatch{display:inline-block;width:.8rem;height:.8rem;margin-right:.5rem}
        .ha_manager{background:#1f6feb;fill:#1f6feb}.network{background:#8250df;fill:#8250df}.dns{background:#bf8700;fill:#bf8700}
        .pgbouncer{background:#2da44e;fill:#2da44e}.fence{background:#cf222e;fill:#cf222e}.agent{background:#fb8f44;fill:#fb8f44}
        .operator{background:#57606a;fill:#57606a}.unknown{background:#d0d7de;fill:#d0d7de}
        @media print{body{margin:0;max-width:none}article{break-after:page}tr{break-inside:avoid}*{print-color-adjust:exact}}
        """
}
