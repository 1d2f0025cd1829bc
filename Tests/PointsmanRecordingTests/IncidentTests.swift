import PointsmanCore
import PointsmanFormats
import PointsmanRecording
import PointsmanScenarios
import Testing

@Suite("Incidents told by recordings")
struct IncidentTests {
    @Test("a crash is told as a failover: what was seen, held, promoted, set and served, in this order")
    func crash() throws {
        let reports = try PlayedDrill(.crash).reports
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.kind == .failover)
        #expect(report.from != nil && report.from != report.to)
        #expect(report.held != nil)
        let kinds = report.moments.map(\.kind)
        let order: [IncidentReport.Moment.Kind] = [.fault, .hold, .writable, .confirmed, .over]
        let places = order.map { kind in kinds.firstIndex(of: kind) ?? -1 }
        #expect(places == places.sorted() && !places.contains(-1), "\(report.moments.map(\.sentence))")
        #expect(report.moments.map(\.offset) == report.moments.map(\.offset).sorted())
    }

    @Test("most of a crash's time belongs to the HA manager and PostgreSQL")
    func owners() throws {
        let report = try #require(try PlayedDrill(.crash).reports.first)
        let manager = report.shares.first { $0.owner == .manager }?.duration ?? .zero
        #expect(manager * 10 > report.whole * 9, "\(IncidentText.text(report))")
    }

    @Test("every moment of an incident has exactly one owner", arguments: [Scenario.crash, .flap, .hang, .planned])
    func spans(scenario: Scenario) throws {
        let reports = try PlayedDrill(scenario).reports
        #expect(!reports.isEmpty)
        for report in reports {
            var end = Duration.zero - report.unnoticed
            for span in report.spans {
                #expect(span.from == end)
                #expect(span.to > span.from)
                end = span.to
            }
            #expect(end == report.duration)
            #expect(report.attributed >= 0.95, "\(IncidentText.text(report))")
        }
    }

    @Test("a primary that is restarted in place is told as a restart")
    func flap() throws {
        let report = try #require(try PlayedDrill(.flap).reports.first)
        #expect(report.kind == .restart)
        #expect(report.from == report.to)
    }

    @Test("a hang tells how long it went unnoticed")
    func hang() throws {
        let report = try #require(try PlayedDrill(.hang).reports.first)
        #expect(report.unnoticed > .zero)
        #expect(report.spans.first?.from == .zero - report.unnoticed)
    }

    @Test("a conductor that was never ready has no incident")
    func start() throws {
        var watch = IncidentWatch(instance: "x")
        #expect(watch.take(.discovery(.failure("no answer")), [], at: Instant(nanoseconds: 1)).isEmpty)
        #expect(watch.current == nil)
    }

    @Test("the agent's live watch and the recording name an incident alike")
    func names() throws {
        let drill = try PlayedDrill(.crash)
        var watch = IncidentWatch(instance: "app-1")
        var live: [IncidentReport] = []
        var ids: [IncidentID] = []
        try RecordingReader.items(drill.bytes) { item throws(RecordingError) in
            switch item {
            case .state(let state): watch.take(wallMicroseconds: state.wallMicroseconds, at: state.moment)
            case .step(let step):
                for change in watch.take(try step.decodedEvent(), try step.decodedDirectives(), at: step.moment) {
                    switch change {
                    case .began(let id): ids.append(id)
                    case .ended(let report): live.append(report)
                    }
                }
            case .header, .clock, .gap: break
            }
        }
        #expect(live == drill.reports)
        #expect(ids == live.map(\.id))
    }

    @Test("an incident's page has no script and nothing from elsewhere, and no text of a server becomes markup")
    func page() throws {
        let html = IncidentPage.html(try PlayedDrill(.crash).reports)
        #expect(html.contains("<svg"))
        for foreign in ["http://", "https://", "<script", "url(", "@import", "<link", "src="] {
            #expect(!html.contains(foreign), "\(foreign)")
        }
        var watch = IncidentWatch(instance: "<b>")
        watch.take(wallMicroseconds: 0, at: Instant(nanoseconds: 0))
        #expect(!IncidentPage.html(watch.report(at: Instant(nanoseconds: 0)).map { [$0] } ?? []).contains("<b>"))
    }

    @Test("an incident's JSON has its owners, which sum to its whole time")
    func json() throws {
        let report = try #require(try PlayedDrill(.crash).reports.first)
        let json = report.json
        #expect(json["kind"] == .string("failover"))
        guard case .object(let owners)? = json["owners"] else { return #expect(Bool(false), "no owners") }
        let sum = owners.reduce(0.0) { sum, owner in
            if case .number(let digits) = owner.value { sum + (Double(digits) ?? 0) } else { sum }
        }
        #expect(abs(sum - report.whole / .milliseconds(1)) < 1)
    }

    @Test(
        "times are told with three figures at most",
        arguments: [
            (Duration.microseconds(100), "0.1 ms"), (.milliseconds(9), "9 ms"), (.microseconds(99_400), "99.4 ms"),
            (.milliseconds(640), "640 ms"), (.milliseconds(28_400), "28.4 s"), (.seconds(90), "1 min 30 s"),
        ])
    func times(duration: Duration, text: String) {
        #expect(IncidentText.time(duration) == text)
    }
}
