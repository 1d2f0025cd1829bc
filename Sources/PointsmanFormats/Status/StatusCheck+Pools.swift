extension StatusCheck {
    /// Over all pools but the console's own: how many clients wait, for how long the first of them has, and how much of
    /// its size the fullest pool uses.
    static func pools(_ answers: PoolerAnswers, _ service: String) -> PluginLine {
        guard answers[.pools] != nil, answers[.databases] != nil else {
            return PluginLine(service, .unknown, "PgBouncer's console does not answer")
        }
        let pools = answers.pools.filter { $0.database != "pgbouncer" }
        let sizes = Dictionary(answers.databases.map { ($0.name, $0.poolSize) }) { first, _ in first }
        func use(_ pool: PoolRow) -> Double? {
            guard let size = sizes[pool.database].flatMap(\.self), size > 0 else { return nil }
            // As real numbers: what a pooler says of itself must not overflow.
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
