import PointsmanCore

/// The line of a monitoring plugin about one aspect of the status.
package enum StatusCheck: String, CaseIterable, Sendable {
    case live, ready, primary, writes, pooler, pools, lag

    /// Whether PgBouncer's own figures are needed.
    package var asksPooler: Bool { self == .pools }

    /// The line before it is compared with any range.
    /// - Parameter pooler: the answers of PgBouncer's console, if this check needs them.
    package func line(_ reading: StatusReading, pooler: PoolerAnswers = PoolerAnswers()) -> PluginLine {
        let status = reading.status
        let hold = PerformanceDatum("hold", reading.held.inSeconds, .seconds, minimum: 0)
        switch self {
        case .live:
            let stop = status.checks.first { $0.rule == .progress }?.reason
            return PluginLine(service, stop == nil ? .ok : .critical, stop ?? "the agent's loop moves")
        case .ready:
            let state: PluginLine.State =
                switch status.readiness {
                case .ready: .ok
                case .degraded: .warning
                case .notReady: .critical
                }
            let reason = status.readiness.isDegraded ? status.readiness.text : status.readiness.reason
            return PluginLine(
                service, state, reason ?? "writes go to \(Self.place(status))",
                performance: [hold, PerformanceDatum("reroutes", Double(reading.counters.reroutes), .counter)])
        case .primary:
            return PluginLine(
                service, status.isConfirmed ? .ok : status.setting == nil ? .unknown : .critical,
                status.setting == nil
                    ? "no primary is known" : "\(Self.place(status)), rule \(status.verdict.rule.rawValue)",
                performance: [PerformanceDatum("timeline", status.fence.map { Double($0.timeline.number) })])
        case .pooler:
            switch status.pooler {
            case .up:
                let finding = status.poolerFinding
                return PluginLine(
                    service, finding.map { $0.isOwnFault ? .critical : .warning } ?? .ok,
                    finding?.sentence ?? "PgBouncer's console answers", performance: [hold])
            case .unknown: return PluginLine(service, .unknown, "PgBouncer was not reached yet")
            case .down(let reason): return PluginLine(service, .critical, "PgBouncer: \(reason)")
            }
        case .writes: return Self.writes(reading, service)
        case .pools: return Self.pools(pooler, service)
        case .lag: return Self.lag(status, service)
        }
    }

    /// The figure that a range without a name applies to; nil if there is none.
    package var mainFigure: String? {
        switch self {
        case .live: nil
        case .ready, .pooler: "hold"
        case .primary: "timeline"
        case .writes: "commit_wait"
        case .pools: "maxwait"
        case .lag: "lag"
        }
    }

    /// The ranges that apply if none is given.
    package var standardThresholds: PluginThresholds {
        let ranges: (warning: [String], critical: [String]) =
            switch self {
            case .live, .ready, .primary, .writes, .pooler: ([], [])
            // A client that waits for a second already finds its page slow.
            case .pools: (["1"], ["5"])
            // The default of max_replica_lag, beyond which a standby gets no reads.
            case .lag: (["16777216"], [])
            }
        // Literals of this file, each of which a test parses.
        return (try? PluginThresholds(warning: ranges.warning, critical: ranges.critical)) ?? .none
    }

    /// The first words of the line.
    package var service: String { "POINTSMAN \(rawValue.uppercased())" }

    private static func place(_ status: Status) -> String {
        guard let setting = status.setting else { return "nowhere" }
        return "\(setting.writes.member)" + (status.primary?.member.region.map { " in \($0)" } ?? "")
    }
}
