import PointsmanCore

extension StatusCheck {
    /// How far the standbys are behind: the furthest of them, in bytes and in time, and then each in bytes.
    static func lag(_ status: Status, _ service: String) -> PluginLine {
        let standbys = status.members.filter { $0.standing == .standby }
        guard !standbys.isEmpty else { return PluginLine(service, .unknown, "no standby answers") }
        let lags = standbys.map { ($0.member.id, status.lagBytes(of: $0).map { Double($0) }) }
        let staleness = standbys.compactMap { $0.report?.staleness?.inSeconds }.max()
        let furthest = lags.compactMap(\.1).max()
        let silent = status.members.count { $0.standing == .unknown(nil) || $0.unansweredSince != nil }
        return PluginLine(
            service, furthest == nil ? .unknown : .ok,
            (furthest == nil ? "no primary to compare with, " : "")
                + "\(standbys.count) of \(status.members.count) members are standbys"
                + (silent == 0 ? "" : ", \(silent) do not answer"),
            performance: [
                PerformanceDatum("lag", furthest, .bytes, minimum: 0),
                // Nil without pg_monitor.
                PerformanceDatum("staleness", staleness, .seconds, minimum: 0),
            ] + lags.map { PerformanceDatum("lag \($0.0)", $0.1, .bytes, minimum: 0) })
    }
}
