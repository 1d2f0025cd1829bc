import PointsmanCore

extension StatusCheck {
    /// What keeps writes from being acknowledged though the primary lives. Room for connections may come back by itself: the rest does
    /// not.
    static func writes(_ reading: StatusReading, _ service: String) -> PluginLine {
        let obstacles = reading.status.obstacles
        let found = WriteObstacles.Kind.allCases.compactMap { kind in obstacles[kind].sentence.map { (kind, $0) } }
        let unknown = WriteObstacles.Kind.allCases.filter { obstacles[$0] == .unknown }
        let state: PluginLine.State =
            if found.contains(where: { $0.0 != .connections }) {
                .critical
            } else if !found.isEmpty {
                .warning
            } else {
                unknown.count == WriteObstacles.Kind.allCases.count ? .unknown : .ok
            }
        let known =
            found.isEmpty ? ["nothing is seen that keeps the primary from acknowledging writes"] : found.map(\.1)
        let rest = unknown.isEmpty ? [] : ["not known: \(unknown.map(\.rawValue).joined(separator: ", "))"]
        let sessions = obstacles.commits == .unknown ? nil : obstacles.stuck?.sessions ?? 0
        return PluginLine(
            service, state, (known + rest).joined(separator: "; "),
            performance: [
                PerformanceDatum(
                    "commit_wait", sessions == nil ? nil : reading.commitWait.inSeconds, .seconds, minimum: 0),
                PerformanceDatum("commits_waiting", sessions.map { Double($0) }, minimum: 0),
            ])
    }
}
