import PointsmanCore
import PointsmanFormats
import StatusServer

/// The paths that only read: what this instance tells whoever asks.
struct StatusRoutes: Sendable {
    private let snapshot: StatusSnapshot
    private let figures: PoolerFigures
    private let isAlive: @Sendable () async -> Bool
    private let region: Region?
    private let isAsked: @Sendable () async -> Void

    /// - Parameters:
    ///   - figures: PgBouncer's own.
    ///   - region: where this instance runs.
    ///   - isAlive: whether the conductor makes progress.
    ///   - isAsked: tells the conductor that another agent wants to know what is seen now.
    init(
        snapshot: StatusSnapshot, figures: PoolerFigures, region: Region?,
        isAlive: @escaping @Sendable () async -> Bool, isAsked: @escaping @Sendable () async -> Void
    ) {
        self.snapshot = snapshot
        self.figures = figures
        self.region = region
        self.isAlive = isAlive
        self.isAsked = isAsked
    }

    var routes: [HTTPRoute] {
        [
            .get("/livez") { _ in
                await isAlive() ? HTTPResponse("ok\n") : HTTPResponse(status: 503, "the conductor makes no progress\n")
            },
            .get("/readyz") { request in answer { readiness($0, request) } },
            .get("/primary") { _ in answer { document($0, isGood: isPrimary($0.status)) } },
            .get("/replica") { request in answer { replica($0, request) } },
            .get("/health") { _ in answer { document($0, isGood: $0.status.pooler.isUp && $0.status.setting != nil) } },
            .get("/v1/status") { request in
                answer { content in
                    guard request.values(of: "format") == ["table"] else { return document(content, isGood: true) }
                    return HTTPResponse(StatusTable.text(content))
                }
            },
            .get("/v1/fence") { _ in
                answer { content in
                    let fence = content.status.fence.map(StatusDocument.fence) ?? .null
                    return HTTPResponse(
                        contentType: JSONWriter.contentType, JSONWriter.text(fence, indented: true) + "\n")
                }
            },
            .get(PeerDocument.path) { _ in
                let response = answer { content in
                    HTTPResponse(
                        contentType: JSONWriter.contentType, JSONWriter.text(PeerDocument.json(content)) + "\n")
                }
                await isAsked()
                return response
            },
            .get("/metrics") { _ in
                // PgBouncer first: what is said of the agent shall be as new as the answer.
                let pooler = PoolerMetrics.families(await figures.answers())
                return answer { content in
                    HTTPResponse(
                        contentType: MetricsText.contentType,
                        MetricsText.text(StatusMetrics.families(content) + pooler))
                }
            },
        ] + StatusCheck.allCases.map(checkRoute)
    }

    /// The plugin's line; the exit code goes into a header's place, the status: 200 ok, 503 anything else, and 400 where
    /// `?warning=` or `?critical=` is no range.
    private func checkRoute(_ check: StatusCheck) -> HTTPRoute {
        .get("/v1/checks/\(check.rawValue)") { request in
            let pooler = check.asksPooler ? await figures.answers() : PoolerAnswers()
            return answer { content in
                do throws(PluginRangeError) {
                    let line = try PluginThresholds(
                        warning: request.values(of: "warning"), critical: request.values(of: "critical")
                    ).applied(
                        to: check.line(content, pooler: pooler), main: check.mainFigure,
                        defaults: check.standardThresholds)
                    return HTTPResponse(status: line.state == .ok ? 200 : 503, line.text + "\n")
                } catch {
                    return HTTPResponse(status: 400, PluginLine(check.service, .unknown, "\(error)").text + "\n")
                }
            }
        }
    }

    private func answer(_ body: (StatusReading) -> HTTPResponse) -> HTTPResponse {
        snapshot.content.map(body) ?? HTTPResponse(status: 503, "starting\n")
    }

    private func document(_ content: StatusReading, isGood: Bool) -> HTTPResponse {
        let value = StatusDocument.json(content)
        return HTTPResponse(
            status: isGood ? 200 : 503, contentType: JSONWriter.contentType,
            JSONWriter.text(value, indented: true) + "\n")
    }

    /// As Kubernetes' own health endpoints answer: machines read the status, people `?verbose`.
    private func readiness(_ content: StatusReading, _ request: HTTPRequest) -> HTTPResponse {
        let excluded = request.values(of: "exclude")
        let readiness = content.status.readiness(without: excluded)
        let status = readiness.isReady ? 200 : 503
        guard request.asks(for: "verbose") else {
            // Degraded is told with its word, since the status is that of ready.
            let text = readiness.isReady ? readiness.text : readiness.reason ?? readiness.word
            return HTTPResponse(status: status, text + "\n")
        }
        let lines = content.status.checks.map { check in
            let name = check.rule.rawValue
            if excluded.contains(name) { return "[+]\(name) excluded: ok\n" }
            return switch check.finding {
            case .good: "[+]\(name) ok\n"
            case .degrades(let reason): "[+]\(name) degraded: \(reason)\n"
            case .fails(let reason): "[-]\(name) failed: \(reason)\n"
            }
        }
        return HTTPResponse(
            status: status, lines.joined() + "readyz check \(readiness.isReady ? "passed" : "failed")\n")
    }

    /// Whether writes are nearby: the route is confirmed, and the primary's region is ours.
    private func isPrimary(_ status: Status) -> Bool {
        status.isConfirmed && status.hold == .none && (region == nil || status.primary?.member.region == region)
    }

    /// Reads are served by a standby that is no further behind than `lag` bytes.
    private func replica(_ content: StatusReading, _ request: HTTPRequest) -> HTTPResponse {
        let status = content.status
        let server = status.members.first { $0.member.id == status.setting?.reads }
        let limit = request.values(of: "lag").first.map { UInt64($0) }
        if let limit, limit == nil {
            return HTTPResponse(status: 400, "lag is a number of bytes, such as /replica?lag=1048576\n")
        }
        let lag = server.flatMap(status.lagBytes)
        let isNear = limit.flatMap(\.self).map { limit in lag.map { $0 <= limit } ?? false } ?? true
        return document(content, isGood: status.pooler.isUp && server?.standing == .standby && isNear)
    }
}
