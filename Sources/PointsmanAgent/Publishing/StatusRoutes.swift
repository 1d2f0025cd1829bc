import PointsmanConfiguration
package import PointsmanCore
package import PointsmanFormats
import PointsmanRecording
package import StatusServer

/// The routes that only read: what this instance tells anyone. Details (names of members, databases, users and regions,
/// and the reasons) are for trusted requests only.
///
/// All are answered on the server's thread, which nothing can block, except those that are long or ask PgBouncer: they
/// are needed most when everything else stands still.
package struct StatusRoutes: Sendable {
    private let content: @Sendable () -> StatusReading?
    private let figures: PoolerFigures
    private let heartbeat: Heartbeat
    private let region: @Sendable () -> Region?
    private let peers: PeerKnock
    private let live: LiveEvents
    private let stories: IncidentStories

    /// - Parameters:
    ///   - content: the latest status, nil before the first; must not wait.
    ///   - figures: PgBouncer's own figures.
    ///   - region: the region of this instance.
    ///   - heartbeat: the conductor's progress.
    ///   - live: the events.
    ///   - stories: the last incidents.
    ///   - isAsked: tells the conductor that another agent wants to know what is seen now; must not wait.
    package init(
        content: @escaping @Sendable () -> StatusReading?, figures: PoolerFigures,
        region: @autoclosure @escaping @Sendable () -> Region?,
        heartbeat: Heartbeat, live: LiveEvents, stories: IncidentStories = IncidentStories(),
        isAsked: @escaping @Sendable () -> Void
    ) {
        self.live = live
        self.stories = stories
        self.content = content
        self.figures = figures
        self.region = region
        self.heartbeat = heartbeat
        peers = PeerKnock(heartbeat: heartbeat, pass: isAsked)
    }

    package var routes: [HTTPRoute] {
        [
            .immediate("/livez", forProbes: true) { _ in
                heartbeat.standstill == nil
                    ? HTTPResponse("ok\n") : HTTPResponse(status: 503, "the conductor makes no progress\n")
            },
            .immediate("/readyz", forProbes: true) { request in
                answer { ReadinessAnswer(status: $0.status, request: request).response }
            },
            .immediate("/primary") { request in answer { verdict(isPrimary($0.status), $0, request) } },
            .immediate("/v1/replay") { request in
                guard request.isTrusted else { return HTTPResponse(status: 403, Self.withheld) }
                return answer { ReplayAnswer(status: $0.status, region: region()).response }
            },
            .immediate("/replica") { request in answer { replica($0, request) } },
            .immediate("/health") { request in
                answer { verdict($0.status.pooler.isUp && $0.status.setting != nil, $0, request) }
            },
            .immediate("/v1/fence") { request in answer { fence($0.status, request) } },
            .immediate(PeerDocument.path) { _ in
                let response = answer { content in
                    HTTPResponse(
                        contentType: JSONWriter.contentType, JSONWriter.text(PeerDocument.json(content)) + "\n")
                }
                peers.knock()
                return response
            },
            .get("/v1/status") { request in
                guard request.isTrusted else { return HTTPResponse(status: 403, Self.withheld) }
                let form = request.values(of: "format")
                if form == ["watch"] { return await watch() }
                return answer { content in
                    form == ["table"] ? HTTPResponse(StatusTable.text(content)) : document(content, status: 200)
                }
            },
            .get("/metrics") { request in
                // PgBouncer is asked first, so that the agent's figures are as new as the answer.
                let pooler = PoolerMetrics.families(await poolerAnswers())
                return answer { content in
                    var content = content
                    content.drills = live.drills.tally
                    let families = StatusMetrics.families(content) + pooler
                    return HTTPResponse(
                        contentType: MetricsText.contentType,
                        MetricsText.text(request.isTrusted ? families : families.map(\.withoutNames)))
                }
            },
        ] + StatusCheck.allCases.map(checkRoute)
            + PageRoutes(
                live: live, content: content, answers: { await poolerAnswers() }, incidents: { await incidents() },
                region: region
            ).routes
    }

    static let withheld =
        "names are told to this machine, at the control socket, or for the token of http_token_file: ask /readyz or /metrics\n"

    /// A route that answers with the plugin's line. Its exit code is in the status code: 200 is ok, 503 anything else,
    /// and 400 if `?warning=` or `?critical=` is no range.
    private func checkRoute(_ check: StatusCheck) -> HTTPRoute {
        .get("/v1/checks/\(check.rawValue)") { request in
            let pooler = check.asksPooler ? await poolerAnswers() : PoolerAnswers()
            return answer { content in
                do throws(PluginRangeError) {
                    let line = try PluginThresholds(
                        warning: request.values(of: "warning"), critical: request.values(of: "critical")
                    ).applied(
                        to: check.line(content, pooler: pooler), main: check.mainFigure,
                        defaults: check.standardThresholds)
                    let shown = request.isTrusted ? line : line.withoutNames
                    return HTTPResponse(status: line.state == .ok ? 200 : 503, shown.text + "\n")
                } catch {
                    return HTTPResponse(status: 400, PluginLine(check.service, .unknown, "\(error)").text + "\n")
                }
            }
        }
    }

    /// PgBouncer's answers. A reactor that stands still is not asked, so that questions don't queue up.
    private func poolerAnswers() async -> PoolerAnswers {
        heartbeat.standstill == nil ? await figures.answers() : PoolerAnswers()
    }

    /// The last incidents. A conductor that stands still is not asked for the one under way.
    private func incidents() async -> [IncidentReport] {
        await stories.latest(isMoving: heartbeat.standstill == nil)
    }

    /// The page for a terminal.
    private func watch() async -> HTTPResponse {
        async let asked = poolerAnswers()
        async let told = incidents()
        let (pooler, rows) = (await asked, await told.map { IncidentTable.brief($0) })
        return answer {
            HTTPResponse(WatchText.text($0, pooler: pooler, events: live.records, incidents: rows))
        }
    }

    private func answer(_ body: (StatusReading) -> HTTPResponse) -> HTTPResponse {
        content().map(body) ?? HTTPResponse(status: 503, "starting\n")
    }

    /// - Parameter answer: the text before all of the status; nil for none.
    private func document(_ content: StatusReading, status: Int, answer: String? = nil) -> HTTPResponse {
        var json = StatusDocument.json(content)
        if let answer, case .object(let fields) = json {
            json = .members([("answer", .string(answer))] + fields.map { ($0.name, $0.value) })
        }
        return HTTPResponse(
            status: status, contentType: JSONWriter.contentType, JSONWriter.text(json, indented: true) + "\n")
    }

    /// A yes or no by the status code, with the whole status for trusted requests.
    /// - Parameter reason: why not, if it is not the status' own reason.
    private func verdict(
        _ isSo: Bool, _ content: StatusReading, _ request: HTTPRequest, because reason: String? = nil
    ) -> HTTPResponse {
        let isGood = isSo && !content.status.isStandingStill
        return request.isTrusted
            ? document(content, status: isGood ? 200 : 503, answer: reason.map { "no: \($0)" })
            : HTTPResponse(
                status: isGood ? 200 : 503, isGood ? "yes\n" : reason.map { "no: \($0)\n" } ?? "no\n")
    }

    private func fence(_ status: Status, _ request: HTTPRequest) -> HTTPResponse {
        let value = status.fence.map { request.isTrusted ? StatusDocument.fence($0) : FencePosition($0).json }
        return HTTPResponse(
            contentType: JSONWriter.contentType, JSONWriter.text(value ?? .null, indented: true) + "\n")
    }

    /// Whether writes are nearby: the route is confirmed, and the primary is in this instance's region.
    private func isPrimary(_ status: Status) -> Bool {
        let region = region()
        return status.isConfirmed && status.hold == .none && (region == nil || status.primary?.member.region == region)
    }

    /// The answer whether a standby serves reads that is no further behind than `lag` bytes.
    private func replica(_ content: StatusReading, _ request: HTTPRequest) -> HTTPResponse {
        let status = content.status
        let server = status.members.first { $0.member.id == status.setting?.reads }
        var limit: UInt64?
        if let text = request.values(of: "lag").first {
            do throws(Expectation) {
                limit = try Self.size(text)
            } catch {
                return HTTPResponse(
                    status: 400, "lag is a size, such as /replica?lag=1MB, or a number of bytes; \(error.words)\n")
            }
        }
        let reason = Self.noReplica(status, server, limit)
        return verdict(reason == nil, content, request, because: reason)
    }

    private static func size(_ text: String) throws(Expectation) -> UInt64 {
        if let bytes = UInt64(text) { return bytes }
        guard case .bytes(let bytes) = try Quantity.lag(text) else { throw Expectation("a size is expected") }
        return bytes
    }

    /// Why no standby serves reads, or none that is close enough; nil if one does. It names no member.
    private static func noReplica(_ status: Status, _ server: MemberStatus?, _ limit: UInt64?) -> String? {
        guard status.pooler.isUp else { return "PgBouncer's console does not answer" }
        guard let server else { return "no route yet" }
        guard server.standing == .standby else {
            return status.members.contains { $0.standing == .standby }
                ? "reads go to the primary: no standby is fit for them" : "reads go to the primary: no standby answers"
        }
        guard let limit else { return nil }
        guard let lag = status.lagBytes(of: server) else { return "how far the standby is behind is not known" }
        return lag <= limit ? nil : "the standby is \(lag) bytes behind, and \(limit) are allowed"
    }
}

extension Configuration {
    /// The policy for requests at the HTTP address. The fleet's own name is as good as ours: DNS is asked for it
    /// already.
    var access: AccessPolicy {
        AccessPolicy(
            hosts: httpHosts + (isFleetNamed ? [fleetHost] : []), token: httpToken.map { Array($0.reveal().utf8) })
    }
}
