package import PointsmanCore
package import PointsmanFormats
package import PointsmanRecording
package import StatusServer

/// The page for people at `/`, with what it needs, and the events that it follows. Whoever may not be told names gets neither.
package struct PageRoutes: Sendable {
    private let live: LiveEvents
    private let content: @Sendable () -> StatusReading?
    private let answers: @Sendable () async -> PoolerAnswers
    private let incidents: @Sendable () async -> [IncidentReport]
    private let region: @Sendable () -> Region?

    /// - Parameters:
    ///   - content: the latest status; nil before the first.
    ///   - answers: PgBouncer's own figures.
    ///   - incidents: the last ones, the latest first.
    ///   - region: the region of this instance.
    package init(
        live: LiveEvents, content: @escaping @Sendable () -> StatusReading?,
        answers: @escaping @Sendable () async -> PoolerAnswers,
        incidents: @escaping @Sendable () async -> [IncidentReport], region: @escaping @Sendable () -> Region?
    ) {
        self.live = live
        self.content = content
        self.answers = answers
        self.incidents = incidents
        self.region = region
    }

    package var routes: [HTTPRoute] {
        [
            .get("/") { await page($0) },
            .immediate("/live.css") { _ in Self.file("text/css; charset=utf-8", LivePage.style) },
            .immediate("/live.js") { _ in Self.file("text/javascript; charset=utf-8", LivePage.script) },
            .events("/v1/events", live.feed) { request in
                guard request.isTrusted else { return HTTPResponse(status: 403, StatusRoutes.withheld) }
                guard request.values(of: "format") == ["list"] else { return nil }
                return HTTPResponse(
                    contentType: JSONWriter.contentType,
                    JSONWriter.text(ToldEvent.json(live.records), indented: true) + "\n")
            },
        ] + live.drills.routes
    }

    private func page(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.isTrusted else {
            return Self.html(status: 403, LivePage.notice(Self.refusal, refresh: 60))
        }
        // The events come first: one that comes meanwhile is then followed rather than missed.
        let (latest, events) = (live.feed.latest, live.records)
        async let asked = answers()
        async let told = incidents()
        let (pooler, stories) = (await asked, await told)
        guard let reading = content() else {
            return Self.html(status: 503, LivePage.notice("The agent is starting", refresh: 1))
        }
        let page = LivePage(
            reading, pooler: pooler, events: events.suffix(Self.shown), incidents: IncidentCards.html(stories),
            region: region(), time: UTCTime.text(), latest: latest)
        return Self.html(status: 200, page.html)
    }

    /// How many events the page shows.
    private static let shown = 20

    private static let refusal =
        "Names are told to this machine only. From another one: ssh -L 6433:127.0.0.1:6433 to this host, then open "
        + "http://127.0.0.1:6433/ there. /readyz and /metrics answer every client."

    private static func html(status: Int, _ page: HTML) -> HTTPResponse {
        HTTPResponse(status: status, contentType: LivePage.contentType, page.text, fields: fields)
    }

    private static func file(_ type: String, _ text: String) -> HTTPResponse {
        HTTPResponse(contentType: type, text, fields: fields)
    }

    private static let fields = LivePage.fields.map { HTTPResponse.Field($0.name, $0.value) }
}
