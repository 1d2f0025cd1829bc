import Logging
import PointsmanAgent
import PointsmanCore
import PointsmanFormats
import StatusServer
import Synchronization
import Testing

/// The agent's own routes of one settled status, asked without a server.
@Suite("Access to the read-only HTTP paths")
struct StatusRoutesTests {
    private static let primary = MemberID(address: .v4(0x7F00_000B), port: 5432)
    /// Everything of the status that names something.
    private static let names = ["127.0.0.11", "5432", "iad", "7000", "app_database", "app_user"]

    @Test("a trusted request is told names", arguments: ["/v1/status", "/v1/fence", "/v1/checks/primary", "/metrics"])
    func trusted(path: String) async throws {
        let answer = try await Self.ask(path, isTrusted: true)
        #expect(answer.status == 200)
        #expect(Self.names.contains { answer.text.contains($0) }, "\(answer.text)")
    }

    @Test(
        "an untrusted request gets the same status code and no name",
        arguments: [
            "/livez", "/readyz", "/readyz?verbose", "/primary", "/replica", "/health", "/metrics", "/v1/checks/live",
            "/v1/checks/ready", "/v1/checks/primary", "/v1/checks/writes", "/v1/checks/pooler", "/v1/checks/pools",
            "/v1/checks/lag",
        ])
    func strangers(path: String) async throws {
        for reading in [Self.reading(), Self.reading(losesPrimary: true)] {
            let trusted = try await Self.ask(path, isTrusted: true, reading)
            let stranger = try await Self.ask(path, isTrusted: false, reading)
            #expect(stranger.status == trusted.status)
            #expect(!stranger.body.isEmpty)
            for name in Self.names { #expect(!stranger.text.contains(name), "\(path) tells \(name): \(stranger.text)") }
        }
    }

    @Test("an untrusted request gets neither the page nor events", arguments: ["/", "/v1/events"])
    func page(path: String) async throws {
        #expect(try await Self.ask(path, isTrusted: true).status == 200)
        let stranger = try await Self.ask(path, isTrusted: false)
        #expect(stranger.status == 403)
        for name in Self.names { #expect(!stranger.text.contains(name), "\(stranger.text)") }
    }

    @Test("the page forbids a browser to load, send or embed anything", arguments: ["/", "/live.css", "/live.js"])
    func policy(path: String) async throws {
        let answer = try await Self.ask(path, isTrusted: true)
        #expect(answer.status == 200)
        #expect(answer["Content-Security-Policy"]?.hasPrefix("default-src 'none'; ") == true)
    }

    @Test("an untrusted request gets no status, and of the fence only what agents compare")
    func withheld() async throws {
        let status = try await Self.ask("/v1/status", isTrusted: false)
        #expect(status.status == 403)
        #expect(status.text.contains("http_token_file"))
        let fence = try await Self.ask("/v1/fence", isTrusted: false)
        let position = FencePosition(try JSONReader.read(fence.body))
        #expect(position?.timeline == Timeline(3))
        #expect(position?.systemIdentifier == SystemIdentifier(7_000))
        #expect(!fence.text.contains("127.0.0.11"))
    }

    @Test("/v1/replay names the primary's region if that is known and another one")
    func replay() async throws {
        let route = "/v1/replay"
        let away = try await Self.ask(route, isTrusted: true, Self.routes(in: Region("fra")) { Self.reading() })
        #expect(away.status == 200 && away.text == "region=iad\n")
        #expect(away["fly-replay"] == "region=iad" && away["pointsman-primary-region"] == "iad")
        let near = try await Self.ask(route, isTrusted: true, Self.routes(in: Region("iad")) { Self.reading() })
        #expect(near.text == "here\n" && near["fly-replay"] == nil && near["pointsman-primary-region"] == "iad")
        let unknown = try await Self.ask(route, isTrusted: true)
        #expect(unknown.text == "here\n" && unknown["fly-replay"] == nil)
        let held = Self.routes(in: Region("fra")) { Self.reading(losesPrimary: true) }
        let lost = try await Self.ask(route, isTrusted: true, held)
        #expect(lost.status == 200 && lost.text == "here: no primary is confirmed\n" && lost.fields.isEmpty)
        let stranger = try await Self.ask(route, isTrusted: false, Self.routes(in: Region("fra")) { Self.reading() })
        #expect(stranger.status == 403 && stranger.fields.isEmpty)
    }

    @Test("an untrusted readiness request gets the word and not the reason")
    func readiness() async throws {
        let lost = Self.reading(losesPrimary: true)
        #expect(try await Self.ask("/readyz", isTrusted: false).text == "ready\n")
        #expect(try await Self.ask("/readyz", isTrusted: false, lost).text == "degraded\n")
        let verbose = try await Self.ask("/readyz?verbose", isTrusted: false, lost)
        #expect(verbose.text.contains("[+]primary degraded: reason withheld\n"))
        #expect(try await Self.ask("/readyz", isTrusted: true, lost).text.hasPrefix("degraded: "))
    }

    @Test("an agent that makes no progress fails its health paths, and passes them when it goes on")
    func standstill() async throws {
        let now = Mutex<Int64>(0)
        let heartbeat = Heartbeat { now.withLock { $0 } }
        let content: @Sendable () -> StatusReading? = {
            var reading = Self.reading()
            if let rest = heartbeat.standstill { reading.status = reading.status.standingStill(for: rest) }
            return reading
        }
        let paths = ["/livez", "/readyz", "/primary", "/health", "/v1/checks/live", "/v1/checks/ready"]
        func codes() async throws -> [Int] {
            var codes: [Int] = []
            for path in paths { codes.append(try await Self.ask(path, isTrusted: true, content, heartbeat).status) }
            return codes
        }
        now.withLock { $0 = 3_000_000_000 }
        #expect(try await codes().allSatisfy { $0 == 200 })
        now.withLock { $0 = 3_100_000_000 }
        #expect(try await codes().allSatisfy { $0 == 503 })
        let verbose = try await Self.ask("/readyz?verbose", isTrusted: true, content, heartbeat).text
        #expect(verbose.contains("[-]progress failed: the agent has made no progress for 3 s"))
        #expect(try await Self.ask(PeerDocument.path, isTrusted: true, content, heartbeat).text.contains("unclear"))
        #expect(
            try await Self.ask("/metrics", isTrusted: true, content, heartbeat).text.contains("\npointsman_ready 0\n"))
        heartbeat.beat()
        #expect(try await codes().allSatisfy { $0 == 200 })
    }

    @Test("questions of other agents wake the conductor rarely, and never while the agent makes no progress")
    func knocks() async throws {
        let knocks = Mutex(0)
        let heartbeat = Heartbeat()
        let routes = Self.routes({ Self.reading() }, heartbeat) { knocks.withLock { $0 += 1 } }
        for _ in 0..<50 { _ = try await Self.ask(PeerDocument.path, isTrusted: false, routes) }
        #expect((1...10).contains(knocks.withLock { $0 }))
        let still = Self.routes({ Self.reading() }, Heartbeat { 0 }) { knocks.withLock { $0 = 1_000 } }
        _ = try await Self.ask(PeerDocument.path, isTrusted: false, still)
        let stuck = Mutex<Int64>(0)
        let resting = Heartbeat { stuck.withLock { $0 } }
        stuck.withLock { $0 = 60_000_000_000 }
        knocks.withLock { $0 = 0 }
        _ = try await Self.ask(
            PeerDocument.path, isTrusted: false,
            Self.routes({ Self.reading() }, resting) {
                knocks.withLock { $0 += 1 }
            })
        #expect(knocks.withLock { $0 } == 0)
    }

    private static func ask(
        _ text: String, isTrusted: Bool, _ reading: StatusReading = reading()
    ) async throws -> HTTPResponse {
        try await ask(text, isTrusted: isTrusted, { reading }, Heartbeat())
    }

    private static func ask(
        _ text: String, isTrusted: Bool, _ content: @escaping @Sendable () -> StatusReading?, _ heartbeat: Heartbeat
    ) async throws -> HTTPResponse {
        try await ask(text, isTrusted: isTrusted, routes(content, heartbeat) {})
    }

    private static func ask(_ text: String, isTrusted: Bool, _ routes: [HTTPRoute]) async throws -> HTTPResponse {
        let target = RequestTarget(text)
        let route = try #require(routes.first { $0.path == target.path })
        let request = HTTPRequest(
            method: .get, path: target.path, query: target.query, origin: .tcp, isTrusted: isTrusted)
        switch route.handler {
        case .now(let handler): return handler(request)
        case .later(let handler): return await handler(request)
        case .events(_, let refusal): return refusal(request) ?? HTTPResponse("events\n")
        }
    }

    private static func routes(
        in region: Region?, _ content: @escaping @Sendable () -> StatusReading?
    ) -> [HTTPRoute] {
        routes(content, Heartbeat(), in: region) {}
    }

    private static func routes(
        _ content: @escaping @Sendable () -> StatusReading?, _ heartbeat: Heartbeat, in region: Region? = nil,
        isAsked: @escaping @Sendable () -> Void
    ) -> [HTTPRoute] {
        var answers = PoolerAnswers()
        answers[.pools] = ConsoleRows(
            columns: ["database", "user", "cl_active"], rows: [["app_database", "app_user", "3"]])
        let figures = PoolerFigures { [answers] in answers }
        return StatusRoutes(
            content: content, figures: figures, region: region, heartbeat: heartbeat,
            live: LiveEvents(log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), isAsked: isAsked
        ).routes
    }

    /// Of a conductor that has found its primary, and a route to it.
    private static func reading(losesPrimary: Bool = false) -> StatusReading {
        let moment = Instant(nanoseconds: 1_000_000)
        var conductor = Conductor(policy: Policy())
        let report = ServerReport(
            identity: ServerIdentity(systemIdentifier: SystemIdentifier(7_000), startedMicroseconds: 1),
            isInRecovery: false, timeline: Timeline(3), lsn: LSN(bytes: 10_000), upstream: .unknown)
        var events: [Event] = [
            .discovery(.members([Member(id: primary, region: Region("iad"))])), .pooler(.up(holdsWrites: false)),
            .observed(
                Observation(
                    member: primary, sent: Instant(nanoseconds: 500_000), result: .report(report),
                    roundTrip: .microseconds(300))),
        ]
        var (counters, tally) = (AgentCounters(), EventCounters())
        var status: Status?
        var hasLost = !losesPrimary
        while !events.isEmpty || !hasLost {
            if events.isEmpty {
                hasLost = true
                events.append(.linkLost(primary, .down(.endOfFile)))
            }
            let event = events.removeFirst()
            tally.take(event)
            for directive in conductor.handle(event, at: moment) {
                if case .perform(let id, let operation) = directive {
                    tally.begin(id, operation)
                    events.append(.finished(id, .done))
                }
            }
            if let new = conductor.status {
                counters.count(from: status, to: new, at: moment)
                status = new
            }
        }
        // The conductor has published by now.
        guard let status else { preconditionFailure("no status") }
        return StatusReading(status: status, counters: counters, events: tally, moment: moment)
    }
}
