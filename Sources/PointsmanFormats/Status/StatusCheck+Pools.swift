import PointsmanCore

extension StatusCheck {
    /// The state of all pools except the console's own: the number of waiting clients, the longest wait, and the use of
    /// the fullest pool in percent of its size.
    static func pools(_ answers: PoolerAnswers, _ service: String) -> PluginLine {
        guard answers[.pools] != nil, answers[.databases] != nil else {
            return PluginLine(service, .unknown, "PgBouncer's console does not answer")
        }
        let pools = answers.pools.filter { $0.database != "pgbouncer" }
        let sizes = Dictionary(answers.databases.map { ($0.name, $0.poolSize) }) { first, _ in first }
        func use(_ pool: PoolRow) -> Double? {
            guard let size = sizes[pool.database].flatMap(\.self), size > 0 else { return nil }
            // As floating-point numbers, so that a pooler's figures can't overflow.
            let busy = [pool.serversActive, pool.serversTested, pool.serversLogin].map { Double($0) }.reduce(0, +)
            return 100 * busy / Double(size)
        }
        let waiting = pools.map { Double($0.clientsWaiting) }.reduce(0, +)
        let longest = pools.map(\.longestWait).max() ?? .zero
        let fullest = pools.compactMap(use).max()
        let number = Int64(min(waiting, 1e15))
        let who = number == 0 ? "no client waits" : number == 1 ? "1 client waits" : "\(number) clients wait"
        let sentence = "\(who) in \(pools.count) \(pools.count == 1 ? "pool" : "pools")"
        return PluginLine(
            service, .ok, sentence,
            performance: [
                PerformanceDatum("waiting", waiting, minimum: 0),
                PerformanceDatum("maxwait", longest.inSeconds, .seconds, minimum: 0),
                PerformanceDatum("used", fullest ?? 0, .percent, minimum: 0),
            ])
    }
}

extension StatusCheck {
    /// The lag of the standbys: the largest in bytes and in time, and then each one in bytes.
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

extension StatusCheck {
    /// The obstacles that keep a living primary from acknowledging writes. A lack of connections may end by itself; the
    /// others don't.
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
