package import PointsmanCore

/// The page at `/`: this instance as it is now, for a person with a browser. It is whole without JavaScript, which only keeps it
/// up to date, and it changes nothing.
package struct LivePage {
    let reading: StatusReading
    let answers: PoolerAnswers
    let events: ArraySlice<EventRecord>
    /// The last incidents with their timelines.
    let incidents: HTML
    /// The region of this instance; nil if it is not known.
    let region: Region?
    /// The present moment, as RFC 3339 writes it.
    let time: String
    /// The id of the latest event, after which the page follows.
    let latest: String

    var status: Status { reading.status }
    var moment: Instant { reading.moment }

    /// - Parameters:
    ///   - events: the latest ones, the oldest first.
    ///   - latest: the id of the last of all events.
    package init(
        _ reading: StatusReading, pooler answers: PoolerAnswers, events: ArraySlice<EventRecord>, incidents: HTML,
        region: Region?, time: String, latest: String
    ) {
        self.reading = reading
        self.answers = answers
        self.events = events
        self.incidents = incidents
        self.region = region
        self.time = time
        self.latest = latest
    }

    package static let contentType = "text/html; charset=utf-8"

    /// Header fields of the page and of its style and script: a browser loads nothing from elsewhere, sends nothing, and shows the page
    /// in no other one.
    package static let fields: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'"
        ),
        ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

    package var html: HTML {
        let kinds = StatusEvent.Kind.allCases.map(\.rawValue).joined(separator: " ")
        return Self.document(
            title: "\(status.readiness.word) · Pointsman", tone: tone.rawValue, refresh: 5,
            """
            <header>
            <p class="brand"><a href="#main" class="skip">To the content</a>Pointsman</p>
            <h1 id="headline" role="status" aria-live="polite"><span class="lamp" aria-hidden="true"></span>\(headline)</h1>
            <p id="live" role="status" aria-live="polite"><noscript>Without JavaScript the page is loaded anew every five seconds.</noscript></p>
            </header>
            <main id="main" data-after="\(latest)" data-kinds="\(kinds)" data-held="\(isHeld ? "yes" : "no")">
            \(part("route", "Route", routeRows))
            \(part("map", "Members by region", map))
            \(table("members", "Members", head: Self.memberHead, memberRows, none: "No member is known yet."))
            \(table("pools", "Pools", head: Self.poolHead, poolRows, none: "PgBouncer’s console does not answer."))
            \(table("checks", "Readiness", head: ["Check", "Finding", "Why"], checkRows, none: ""))
            \(scrolled("incidents", "Last incidents", "<div id=\"incidents\">\(incidents)</div>"))
            \(table("events", "Last events", head: ["Time", "Event", "What happened"], eventRows, none: "Nothing yet."))
            </main>
            <footer>
            <p id="age">As of <time>\(time)</time>, Pointsman \(PointsmanVersion.text).</p>
            </footer>
            """)
    }

    /// A page for those who may not be told names, or before there is anything to tell.
    /// - Parameter refresh: after how many seconds the browser asks again.
    package static func notice(_ sentence: String, refresh: Int) -> HTML {
        document(
            title: "Pointsman", tone: Tone.unsure.rawValue, refresh: refresh,
            """
            <header><p class="brand">Pointsman</p><h1>\(sentence)</h1></header>
            """)
    }

    private static func document(title: String, tone: String, refresh: Int, _ body: HTML) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <link rel="stylesheet" href="live.css">
        <noscript><meta http-equiv="refresh" content="\(refresh)"></noscript>
        <script src="live.js" defer></script>
        </head>
        <body data-tone="\(tone)">
        \(body)
        </body>
        </html>

        """
    }

    /// A section whose content is replaced when it has changed.
    private func part(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>
        <div id="\(id)" class="\(id)">\(content)</div></section>
        """
    }

    private func table(_ id: String, _ title: String, head: [String], _ rows: [HTML], none: String) -> HTML {
        let cells = head.map { cell -> HTML in "<th scope=\"col\">\(cell)</th>" }
        let empty: HTML = "<tr><td colspan=\"\(head.count)\">\(none)</td></tr>"
        return scrolled(
            id, title,
            """
            <table id="\(id)" aria-labelledby="\(id)-title"><thead><tr>\(cells)</tr></thead>
            <tbody>\(rows.isEmpty ? [empty] : rows)</tbody></table>
            """)
    }

    /// A section that may be wider than the screen, and is then scrolled by itself, by keyboard too.
    private func scrolled(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id)-title">
        \(content)</div></section>
        """
    }
}
