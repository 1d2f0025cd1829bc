import PointsmanCore
import PointsmanFormats
import PointsmanRecording
import PointsmanScenarios
import Testing

@Suite("Incidents on the live page")
struct IncidentCardsTests {
    private static func shown(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("'", with: "&#39;")
    }

    @Test("each owner of an incident has a lane with its name, its time, its parts and what it was")
    func lanes() throws {
        let report = try #require(try PlayedDrill(.crash).reports.first)
        let text = IncidentCards.html([report]).text
        #expect(!report.shares.isEmpty)
        for share in report.shares {
            #expect(text.contains("<th scope=\"row\">\(share.owner.name)</th>"), "\(share.owner)")
            #expect(text.contains("<td>\(IncidentText.time(share.duration)), "))
            for reason in IncidentText.reasons(report, of: share.owner) {
                #expect(text.contains("<li>\(Self.shown(reason))</li>"), "\(reason)")
            }
        }
        #expect(text.ranges(of: "<svg class=\"lane\"").count == report.shares.count)
        #expect(text.ranges(of: "<rect ").count >= report.shares.count)
        #expect(text.contains(report.began.text) && text.contains("pointsman why --at \(report.id)"))
    }

    @Test("the moments of an incident stand in its timeline in their order")
    func moments() throws {
        let report = try #require(try PlayedDrill(.crash).reports.first)
        let text = IncidentCards.html([report]).text
        let words = ["was lost", "clients are held", "takes writes", "all is well again"]
        let places = words.map { text.firstRange(of: $0)?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }

    @Test("the parts of a lane lie within it, and can be seen however short they are")
    func parts() throws {
        let report = try #require(try PlayedDrill(.hang).reports.first)
        let text = IncidentCards.html([report]).text
        let parts = text.matches(of: /<rect x="(\d+)" y="0" width="(\d+)"/).map { (Int($0.1) ?? -1, Int($0.2) ?? 0) }
        #expect(!parts.isEmpty)
        for (place, width) in parts { #expect(place >= 0 && width >= 4 && place + width <= 1_002, "\(place) \(width)") }
        let last = try #require(report.spans.last)
        let place = min(996, Int((last.from + report.unnoticed) / report.whole * 1_000))
        #expect(parts.contains { $0.0 == place }, "\(place) in \(parts)")
        // All lanes together cover the whole time.
        #expect(parts.reduce(0) { $0 + $1.1 } >= 1_000)
    }

    @Test("an incident that is under way is shown as such, and before any the page says that there was none")
    func underWay() throws {
        var report = try #require(try PlayedDrill(.crash).reports.first)
        #expect(!IncidentCards.html([report]).text.contains("under way"))
        report.kind = .open
        #expect(IncidentCards.html([report]).text.contains("under way"))
        #expect(IncidentCards.html([]).text.contains("No incident since the start of this agent"))
    }

    @Test("no sentence of an incident becomes markup, and no style or script is in it")
    func markup() throws {
        var report = try #require(try PlayedDrill(.crash).reports.first)
        for index in report.spans.indices { report.spans[index].reason = "<script>\u{1B}[31m<b onclick=\"x\">" }
        let text = IncidentCards.html([report]).text
        #expect(text.contains("&lt;script&gt;") && text.contains("&lt;b onclick=&quot;x&quot;&gt;"))
        for words in ["<script", "<b ", "\u{1B}", "style=", "http:", "https:", "url("] {
            #expect(!text.contains(words), "\(words)")
        }
    }
}
