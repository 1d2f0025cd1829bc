package import PointsmanScenarios

/// What a fleet came to in a ``FleetCrash``.
package struct FleetCrashResult: Sendable {
    package let agents: Int
    /// The most probes in a second at any member: while all is well, and from the crash on.
    package let probesAtRest: Int
    package let probesAtPeak: Int
    /// The probes a second at the dead primary, from half a second after the crash to half a second before the promotion.
    package let dialsWhenDown: Int
    /// The most connections at any member while all is well, those of poolers included.
    package let connections: Int
    /// From the promotion to the first client that is served through each pooler.
    package let median: VirtualTime
    package let p99: VirtualTime
    package let last: VirtualTime
    /// How many poolers serve no client when the run ends.
    package let unserved: Int
    /// The most logins in a second at the new primary, and how many have failed.
    package let logins: Int
    package let failedLogins: Int
    /// The most questions in a second that an agent has answered.
    package let questions: Int
    package let events: UInt64

    init(_ load: FleetCrash, restFrom rest: VirtualTime, until end: VirtualTime) {
        agents = load.plan.agents
        let crashed = load.crashed
        probesAtRest = load.servers.map { $0.probes.most(from: rest, to: crashed) }.max() ?? 0
        probesAtPeak = load.servers.map { $0.probes.most(from: crashed, to: end) }.max() ?? 0
        let half = VirtualTime.milliseconds(500)
        dialsWhenDown = load.servers[0].probes.mean(from: crashed + half, to: load.promoted - half)
        connections = agents * (1 + load.plan.connectionsEach)
        let spans = load.agents.compactMap { agent in agent.pooler.served.map { $0 - load.promoted } }.sorted()
        unserved = agents - spans.count
        func quantile(_ permille: Int) -> VirtualTime {
            spans.isEmpty ? .never : spans[min(spans.count - 1, spans.count * permille / 1_000)]
        }
        median = quantile(500)
        p99 = quantile(990)
        last = quantile(1_000)
        logins = load.servers[FleetCrash.successor].logins.most(from: crashed, to: end)
        failedLogins = load.failedLogins
        questions = load.agents.map { $0.questions.most(from: crashed, to: end) }.max() ?? 0
        events = load.events
    }
}
