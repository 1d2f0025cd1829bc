import PointsmanFormats

/// Checks for connections that grow or are near their limits: clients, servers, and the server's own count.
package struct ConnectionsCheck: DoctorCheck {
    package let name = "connections"
    package let guide = GuideSection.connectionLeaks

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let found = growth(pooler, facts) + clients(pooler, facts) + idleTimeout(pooler, facts)
            return found.isEmpty ? [.ok(summary(pooler))] : found
        } + server(facts)
    }

    private func idle(_ sample: PoolSample) -> Int { sample.pools.map { $0.serversIdle + $0.serversUsed }.reduce(0, +) }

    private func clientCount(_ sample: PoolSample) -> Int {
        sample.pools.map { $0.clientsActive + $0.clientsWaiting }.reduce(0, +)
    }

    private func summary(_ pooler: PoolerFacts) -> String {
        guard let last = pooler.samples.last else { return "no pool was seen" }
        return """
            clients \(clientCount(last)) of max_client_conn \(pooler.settings["max_client_conn"] ?? "?"), \
            sv_idle \(idle(last))
            """
    }

    /// Counts that only rise during the observation.
    private func growth(_ pooler: PoolerFacts, _ facts: DoctorFacts) -> [Verdict] {
        var verdicts: [Verdict] = []
        // Up to this number PgBouncer itself fills each pool that is in use.
        let kept = (pooler.settings.integer("min_pool_size") ?? 0) * (pooler.samples.last?.pools.count ?? 0)
        if let (first, last) = rise(pooler.samples.map(idle), by: 3), last > kept {
            verdicts.append(
                .notice(
                    "sv_idle grew from \(first) to \(last) in \(facts.span.short)",
                    cause: """
                        after a peak that is what a pool does, up to its size, and server_idle_timeout \
                        (\(pooler.settings["server_idle_timeout"] ?? "?") s) ends it: it is no leak, unlike \
                        sv_active or clients that only rise
                        """,
                    cure: "look again; `pointsman doctor --seconds 60` watches for longer"))
        }
        if let (first, last) = rise(pooler.samples.map(clientCount), by: 5) {
            verdicts.append(
                .warning(
                    "clients grew from \(first) to \(last) in \(facts.span.short), and none left",
                    cause: "an app that opens connections and does not close them, or many instances that start",
                    cure: "bound the app's own pool (Ecto's pool_size), and close what it opens; "
                        + facts.set("client_idle_timeout = 3600") + " bounds what is left behind"))
        }
        return verdicts
    }

    private func rise(_ counts: [Int], by least: Int) -> (first: Int, last: Int)? {
        guard let first = counts.first, let last = counts.last, last - first >= least,
            zip(counts, counts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        return (first, last)
    }

    private func clients(_ pooler: PoolerFacts, _ facts: DoctorFacts) -> [Verdict] {
        guard let last = pooler.samples.last, let most = pooler.settings.integer("max_client_conn"), most > 0 else {
            return []
        }
        let count = clientCount(last)
        guard count * 5 >= most * 4 else { return [] }
        return [
            .of(
                count >= most ? .problem : .warning, "\(count) clients of max_client_conn \(most)",
                cause: "one more than that is refused: no more connections allowed (max_client_conn)",
                cure: facts.set("max_client_conn = \(most * 2)") + "; see the check descriptors")
        ]
    }

    private func idleTimeout(_ pooler: PoolerFacts, _ facts: DoctorFacts) -> [Verdict] {
        // The agent sets it while the server refuses PgBouncer's password, until the next RELOAD.
        guard pooler.settings.seconds("server_idle_timeout") == .zero, facts.agent.value?.keepsConnections != true
        else {
            return []
        }
        return [
            .notice(
                "server_idle_timeout is 0", cause: "what a peak has opened is kept until server_lifetime",
                cure: facts.set("server_idle_timeout = 600"))
        ]
    }

    private func server(_ facts: DoctorFacts) -> [Verdict] {
        judging(facts.server) { server in
            let most = server.mostConnections - server.reservedConnections
            let evidence = "connections to the server \(server.connections) of \(most) that ordinary roles may have"
            guard server.connections * 5 >= most * 4 else { return [.ok(evidence)] }
            return [
                .of(
                    server.connections >= most ? .problem : .warning, evidence,
                    cause:
                        """
                        all instances' pools, and whatever else connects, are together about as large as \
                        max_connections (\(server.mostConnections))
                        """,
                    cure: """
                        a smaller default_pool_size on each instance, or a larger max_connections; `pointsman size` \
                        works it out
                        """)
            ]
        }
    }
}
