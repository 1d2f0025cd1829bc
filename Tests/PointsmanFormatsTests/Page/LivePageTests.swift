import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The live page")
struct LivePageTests {
    private static let evil = "<script>alert(1)</script>\"'&\u{202E}\u{1B}[31m"

    private static func page(
        _ reading: StatusReading = SettledStatus.reading(), pools: [[String?]] = [], region: String = "iad",
        incidents: HTML = ""
    ) -> String {
        var answers = PoolerAnswers()
        answers[.pools] = ConsoleRows(
            columns: [
                "database", "user", "cl_active", "cl_waiting", "sv_active", "sv_idle", "sv_used", "sv_tested",
                "sv_login", "maxwait", "maxwait_us",
            ], rows: pools)
        let records = StatusStory.settled().events.map { EventRecord($0, time: "2026-01-02T03:04:05.678Z", id: "a-1") }
        return LivePage(
            reading, pooler: answers, events: records[...], incidents: incidents, region: Region(region),
            time: "2026-01-02T03:04:06.000Z", latest: "a-1"
        ).html.text
    }

    @Test("a value is escaped in text and attributes, whatever characters it has")
    func escaping() {
        let html: HTML = "<p title=\"\(Self.evil)\">\(Self.evil)</p>"
        let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u{202e}\\u{1b}[31m"
        #expect(html.text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test("names of databases, users and members never become markup")
    func names() {
        let row: [String?] = [Self.evil, Self.evil, "1", "2", "0", "0", "0", "0", "0", "3", "500000"]
        var conductor = Conductor(policy: Policy())
        let member = Member(id: SettledStatus.primary, region: Region("iad"), name: .known(Self.evil))
        _ = conductor.handle(.discovery(.members([member])), at: Instant(nanoseconds: 1))
        var reading = SettledStatus.reading()
        reading.status = conductor.status!
        let text = Self.page(reading, pools: [row])
        #expect(text.contains("&lt;script&gt;"))
        #expect(!text.contains("<script>") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
        #expect(text.components(of: "<script ") == 1)
    }

    @Test("the page shows members by region, the route, the fence, pools, checks and events without JavaScript")
    func whole() {
        let text = Self.page(pools: [["app", "web", "16", "4", "8", "2", "0", "0", "0", "1", "250000"]])
        for words in [
            "Ready: writes go to 127.0.0.11:5432 in iad", "this instance", "No region known",
            "timeline 3 of 127.0.0.11:5432",
            "<td>web</td><td>16</td>", ">4</span>", "<td>1250 ms</td>", "<th scope=\"row\">primary</th>",
            "lag 4096 B", "class=\"mark\">writes</span>", "this instance is ready", "data-after=\"a-1\"",
            "<meta http-equiv=\"refresh\" content=\"5\">",
        ] { #expect(text.contains(words), "\(words) is missing in \(text)") }
    }

    @Test("the last incidents are a part of the page that the script replaces when it has changed")
    func incidents() {
        let text = Self.page(incidents: "<p>told</p>")
        #expect(text.contains("Last incidents</h2>") && text.contains("<div id=\"incidents\"><p>told</p></div>"))
        #expect(LivePage.script.contains("\"incidents\""))
    }

    @Test("the page loads nothing from elsewhere, and its policy allows nothing else")
    func nothingForeign() {
        let text = Self.page() + LivePage.style + LivePage.script
        for words in ["http://", "https://", "//cdn", "@import", "url(", "<img", "style=", "onclick", "javascript:"] {
            #expect(!text.contains(words), "\(words)")
        }
        let policy = LivePage.fields.first { $0.name == "Content-Security-Policy" }?.value ?? ""
        #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
    }

    @Test("a hold and its clients show on the page")
    func held() {
        let text = Self.page(SettledStatus.reading(primaryGoes: true))
        #expect(text.contains("data-tone=\"warning\"") && text.contains("data-held=\"yes\""))
        #expect(text.contains("clients are held") && text.contains("badge warning\">degraded"))
    }

    @Test("the text for a terminal has the status, pools, what checks find, and the last events")
    func watch() {
        var answers = PoolerAnswers()
        answers[.pools] = ConsoleRows(
            columns: [
                "database", "user", "cl_active", "cl_waiting", "sv_active", "sv_idle", "sv_used", "sv_tested",
                "sv_login", "maxwait",
            ], rows: [["app\u{1B}[2J", "web", "16", "4", "8", "2", "0", "0", "0", "1"]])
        let records = StatusStory.settled().events.map { EventRecord($0, time: "T", id: "a-1") }
        let text = WatchText.text(
            SettledStatus.reading(primaryGoes: true), pooler: answers, events: records,
            incidents: [["B", "failover", "1.7 s", "network 1.7 s"]])
        #expect(text.hasPrefix("READY, degraded: "))
        for words in [
            "app\\u{1b}[2J  web", "1000 ms", "degraded", "T     ready", "CHECK", "127.0.0.11:5432",
            "B         failover  1.7 s   network 1.7 s",
        ] {
            #expect(text.contains(words), "\(words) is missing in \(text)")
        }
        #expect(!text.contains("\u{1B}"))
    }
}

extension LivePageTests {
    @Test("a change that reads as the one before it is told once, on the page and in a terminal")
    func changes() throws {
        let event = try #require(StatusStory.settled().events.first { $0.kind == .change })
        let records = ["1", "2"].map { EventRecord(event, time: "T\($0)", id: "a-\($0)") }
        let reading = SettledStatus.reading()
        let page = LivePage(
            reading, pooler: PoolerAnswers(), events: records[...], incidents: "", region: nil, time: "", latest: "a-2"
        ).html.text
        let text = WatchText.text(reading, pooler: PoolerAnswers(), events: records)
        #expect(page.contains(">T1<") && !page.contains(">T2<"))
        #expect(text.contains("T1 ") && !text.contains("T2 "))
    }
}

extension String {
    fileprivate func components(of words: String) -> Int { ranges(of: words).count }
}
