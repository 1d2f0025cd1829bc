package import PointsmanCore

/// What a monitoring plugin says of one aspect of the status.
package enum StatusCheck: String, CaseIterable, Sendable {
    case live, ready, primary, pooler

    package func line(_ status: Status, counters: AgentCounters, at moment: Instant) -> PluginLine {
        let hold = PerformanceDatum(
            "hold", status.hold.since.map { (moment - $0).inSeconds } ?? 0, .seconds, minimum: 0)
        switch self {
        case .live:
            return PluginLine("POINTSMAN LIVE", .ok, "the agent's loop moves")
        case .ready:
            let reason = StatusDocument.reason(status.readiness)
            return PluginLine(
                "POINTSMAN READY", reason == nil ? .ok : .critical, reason ?? "writes go to \(Self.place(status))",
                performance: [hold, PerformanceDatum("reroutes", Double(counters.reroutes), .counter)])
        case .primary:
            return PluginLine(
                "POINTSMAN PRIMARY", status.isConfirmed ? .ok : status.setting == nil ? .unknown : .critical,
                status.setting == nil
                    ? "no primary is known" : "\(Self.place(status)), rule \(status.verdict.rule.rawValue)",
                performance: [PerformanceDatum("timeline", status.fence.map { Double($0.timeline.number) })])
        case .pooler:
            switch status.pooler {
            case .up: return PluginLine("POINTSMAN POOLER", .ok, "PgBouncer's console answers", performance: [hold])
            case .unknown: return PluginLine("POINTSMAN POOLER", .unknown, "PgBouncer was not reached yet")
            case .down(let reason): return PluginLine("POINTSMAN POOLER", .critical, "PgBouncer: \(reason)")
            }
        }
    }

    private static func place(_ status: Status) -> String {
        guard let setting = status.setting else { return "nowhere" }
        return "\(setting.writes.member)" + (status.primary?.member.region.map { " in \($0)" } ?? "")
    }
}
