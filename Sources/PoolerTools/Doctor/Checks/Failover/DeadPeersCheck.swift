/// Checks whether PgBouncer notices a server whose packets are lost (tcp(7)).
package struct DeadPeersCheck: DoctorCheck {
    package let name = "dead-peers"
    package let guide = GuideSection.bestPractices

    private static let longest = Duration.seconds(60)

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let found = keepalive(pooler.settings, facts) + unacknowledged(pooler.settings, facts)
            return found.isEmpty
                ? [
                    .ok(
                        "keepalives and tcp_user_timeout end a dead connection within a minute or two")
                ] : found
        }
    }

    private func keepalive(_ settings: PoolerSettings, _ facts: DoctorFacts) -> [Verdict] {
        let cure = facts.set("tcp_keepalive = 1, tcp_keepidle = 10, tcp_keepintvl = 5, tcp_keepcnt = 3")
        guard settings["tcp_keepalive"] != "0" else {
            return [
                .warning(
                    "tcp_keepalive is 0",
                    cause: "an idle connection whose other end is gone is never noticed", cure: cure)
            ]
        }
        let own = settings.seconds("tcp_keepidle") ?? .zero
        let idle = own == .zero ? facts.kernel.keepaliveTime ?? .seconds(7_200) : own
        guard idle > Self.longest else { return [] }
        return [
            .warning(
                own == .zero
                    ? "tcp_keepidle is not set, so the kernel's \(idle.short) hold" : "tcp_keepidle is \(own.short)",
                cause: """
                    a connection whose other end is gone is noticed after that time and several probes more
                    """, cure: cure)
        ]
    }

    private func unacknowledged(_ settings: PoolerSettings, _ facts: DoctorFacts) -> [Verdict] {
        let timeout = Duration.milliseconds(settings.integer("tcp_user_timeout") ?? 0)
        guard timeout == .zero || timeout > Self.longest else { return [] }
        return [
            .warning(
                timeout == .zero ? "tcp_user_timeout is not set" : "tcp_user_timeout is \(timeout.short)",
                cause: "a query that was sent into a silent partition is sent again for about a quarter of an hour",
                cure: facts.set("tcp_user_timeout = 10000"))
        ]
    }
}
