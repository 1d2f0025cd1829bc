package import PointsmanFormats

/// The answer of a running agent: `/v1/status` of the control socket.
package struct AgentAnswer: Equatable, Sendable {
    package var isReady: Bool
    /// Whether it is ready although its clients wait or fail.
    package var isDegraded: Bool
    package var reason: String?
    package var rule: String
    /// The primary as `ADDRESS:PORT`; nil before the first route.
    package var primary: String?
    package var primaryRegion: String?
    package var isHeldByOperator: Bool
    /// Whether it holds clients, by its own rules or at an operator's request.
    package var isHolding: Bool
    package var notices: [String]
    /// The complaints that it has read in its PgBouncer's log; nil if it doesn't read the log.
    package var complaints: [HeardComplaint]?
    /// The means by which it can cut hanging connections; nil if it has not reached its PgBouncer yet.
    package var severance: SeveranceReport?
    /// A sentence about a login that members refuse; nil if none does.
    package var pendingLogin: String?
    /// Whether it makes PgBouncer keep its server connections beyond their age.
    package var keepsConnections: Bool

    package init(
        isReady: Bool, isDegraded: Bool = false, reason: String? = nil, rule: String = "route", primary: String? = nil,
        primaryRegion: String? = nil, isHeldByOperator: Bool = false, isHolding: Bool = false, notices: [String] = [],
        complaints: [HeardComplaint]? = nil, severance: SeveranceReport? = nil, pendingLogin: String? = nil,
        keepsConnections: Bool = false
    ) {
        self.isReady = isReady
        self.isDegraded = isDegraded
        self.reason = reason
        self.rule = rule
        self.primary = primary
        self.primaryRegion = primaryRegion
        self.isHeldByOperator = isHeldByOperator
        self.isHolding = isHolding
        self.notices = notices
        self.complaints = complaints
        self.severance = severance
        self.pendingLogin = pendingLogin
        self.keepsConnections = keepsConnections
    }

    /// Parses the status; nil for any other text.
    package init?(json text: String) {
        guard let status = try? JSONReader.read(Array(text.utf8)), case .bool(let isReady) = status["ready"],
            case .string(let rule) = status["rule"]
        else { return nil }
        func string(_ name: String) -> String? { Self.string(status[name]) }
        self.init(
            isReady: isReady, isDegraded: string("readiness") == "degraded", reason: string("reason"), rule: rule,
            primary: string("primary"), primaryRegion: string("primary_region"),
            isHeldByOperator: status["held_by_operator"] == .bool(true),
            isHolding: ["draining", "held"].contains { status["hold"]?["state"] == .string($0) },
            notices: Self.strings(status["notices"]), complaints: Self.complaints(status["pooler_log"]),
            severance: Self.severance(status["severance"]),
            pendingLogin: Self.pendingLogin(status["login"]),
            keepsConnections: status["login"]?["keeps_connections"] == .bool(true))
    }

    /// Nil if members refuse nothing: a refused `pooler_url` is found by trying it.
    private static func pendingLogin(_ login: JSONValue?) -> String? {
        guard case .array(let members)? = login?["refused_by"], !members.isEmpty else { return nil }
        return string(login?["sentence"])
    }

    private static func string(_ value: JSONValue?) -> String? {
        if case .string(let text) = value { text } else { nil }
    }

    private static func strings(_ value: JSONValue?) -> [String] {
        guard case .array(let values) = value else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    private static func severance(_ value: JSONValue?) -> SeveranceReport? {
        guard let value, case .string(let word) = value["way"], let way = SeveranceReport.Way(rawValue: word) else {
            return nil
        }
        return SeveranceReport(way: way, refusals: strings(value["refusals"]), cures: strings(value["cures"]))
    }

    private static func complaints(_ value: JSONValue?) -> [HeardComplaint]? {
        guard case .array(let entries) = value else { return nil }
        return entries.compactMap { entry in
            guard case .string(let word) = entry["complaint"], let complaint = PoolerComplaint(rawValue: word),
                case .number(let count) = entry["lines_last_hour"],
                case .number(let ago) = entry["last_milliseconds_ago"]
            else { return nil }
            return HeardComplaint(complaint: complaint, count: Int(count) ?? 0, ago: .milliseconds(Int64(ago) ?? 0))
        }
    }
}
