package import PointsmanFormats

/// What a running agent says: `/v1/status` of the control socket.
package struct AgentAnswer: Equatable, Sendable {
    package var isReady: Bool
    /// Whether it is ready though its clients wait or fail.
    package var isDegraded: Bool
    package var reason: String?
    package var rule: String
    /// `ADDRESS:PORT`.
    package var primary: String?
    package var primaryRegion: String?
    package var isHeldByOperator: Bool
    package var notices: [String]
    /// What it has read in its PgBouncer's log; nil where it doesn't hear it.
    package var complaints: [HeardComplaint]?

    package init(
        isReady: Bool, isDegraded: Bool = false, reason: String? = nil, rule: String = "route", primary: String? = nil,
        primaryRegion: String? = nil, isHeldByOperator: Bool = false, notices: [String] = [],
        complaints: [HeardComplaint]? = nil
    ) {
        self.isReady = isReady
        self.isDegraded = isDegraded
        self.reason = reason
        self.rule = rule
        self.primary = primary
        self.primaryRegion = primaryRegion
        self.isHeldByOperator = isHeldByOperator
        self.notices = notices
        self.complaints = complaints
    }

    /// Reads the status; nil for anything else.
    package init?(json text: String) {
        guard let status = try? JSONReader.read(Array(text.utf8)), case .bool(let isReady) = status["ready"],
            case .string(let rule) = status["rule"]
        else { return nil }
        func string(_ name: String) -> String? {
            if case .string(let text) = status[name] { text } else { nil }
        }
        var notices: [String] = []
        if case .array(let values) = status["notices"] {
            notices = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        }
        self.init(
            isReady: isReady, isDegraded: string("readiness") == "degraded", reason: string("reason"), rule: rule,
            primary: string("primary"), primaryRegion: string("primary_region"),
            isHeldByOperator: status["held_by_operator"] == .bool(true),
            notices: notices, complaints: Self.complaints(status["pooler_log"]))
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
