/// Checks how many clients may connect at once: listen_backlog, which the kernel limits to net.core.somaxconn
/// (listen(2)).
package struct BacklogCheck: DoctorCheck {
    package let name = "backlog"
    package let guide = GuideSection.scaling

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            guard let backlog = pooler.settings.integer("listen_backlog") else {
                return [.unchecked(because: "SHOW CONFIG has no listen_backlog")]
            }
            guard let most = facts.kernel.mostBacklog else {
                return [.unchecked(because: "net.core.somaxconn can't be read")]
            }
            let clients = pooler.settings.integer("max_client_conn") ?? 100
            let evidence = "listen_backlog is \(backlog), net.core.somaxconn \(most), max_client_conn \(clients)"
            let cause =
                """
                when all instances of the app start or come back at once, those that find the queue full try again \
                after a second, then three
                """
            if backlog > most {
                return [
                    .warning(
                        evidence, cause: "the kernel cuts the queue at net.core.somaxconn. " + cause,
                        cure: "`sysctl -w net.core.somaxconn=\(backlog)`, and the same in /etc/sysctl.d")
                ]
            }
            if backlog < min(128, clients) {
                return [
                    .warning(
                        evidence, cause: cause,
                        cure: facts.set(
                            "listen_backlog = \(min(most, 4_096))", restart: true))
                ]
            }
            if backlog * 4 < clients {
                return [
                    .notice(
                        evidence, cause: cause,
                        cure: facts.set(
                            "listen_backlog = \(min(most, 4_096))", restart: true))
                ]
            }
            return [.ok(evidence)]
        }
    }
}
