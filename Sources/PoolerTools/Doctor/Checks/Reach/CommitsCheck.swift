import PointsmanCore

/// Checks whether commits wait for a synchronous standby that does not confirm them.
package struct CommitsCheck: DoctorCheck {
    package let name = "commits"
    package let guide = GuideSection.bestPractices

    /// The age from which on a wait is suspicious: a standby confirms within milliseconds.
    private static let suspicious = Duration.seconds(1)

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.server) { server in
            guard let standbys = server.standbys else {
                return [.unchecked(because: "the server does not tell synchronous_standby_names")]
            }
            guard !standbys.setting.isEmpty else { return [.ok("commits wait for no standby")] }
            return judging(facts.activity) { samples in verdicts(standbys, samples, server, facts) }
        }
    }

    private func verdicts(
        _ standbys: SynchronousStandbys, _ samples: [ActivitySample], _ server: ServerFacts, _ facts: DoctorFacts
    ) -> [Verdict] {
        let waiting = (samples.last?.sessions ?? []).filter { $0.waitsForStandby && $0.stateAge >= Self.suspicious }
        if let oldest = waiting.max(by: { $0.stateAge < $1.stateAge }) {
            let count = waiting.count == 1 ? "1 commit waits" : "\(waiting.count) commits wait"
            return [
                .problem(
                    "\(count) for a synchronous standby, \(oldest.who) for \(oldest.stateAge.short): \(standbys.sentence)",
                    cause:
                        """
                        a commit is acknowledged only once enough of these standbys have confirmed it: until then \
                        its client hangs, and its row is there for nobody
                        """,
                    cure: cure(standbys))
            ]
        }
        if !standbys.missing.isEmpty {
            return [
                .problem(
                    "the next commit will wait for a synchronous standby: \(standbys.sentence)",
                    cause: "too few of them stream from the primary", cure: cure(standbys))
            ]
        }
        let hidden = (samples.last?.sessions ?? []).count(where: \.isHidden)
        guard server.seesOthers || hidden == 0 else {
            return [
                .unchecked(
                    because: """
                        \(hidden) sessions of other roles are hidden; of those of \(facts.user) none waits for a \
                        standby
                        """)
            ]
        }
        return [.ok("no commit waits for long; synchronous_standby_names is `\(standbys.setting)`")]
    }

    /// The two remedies. The first one loses nothing. A waiting session that is cancelled reports success (PostgreSQL
    /// manual, 27.2.8).
    private func cure(_ standbys: SynchronousStandbys) -> String {
        let names = standbys.missing.filter { $0 != "*" }
        let first =
            names.isEmpty
            ? standbys.missing.isEmpty
                ? "see on the standby why it does not confirm (hung, its disk full, replay paused under `remote_apply`)"
                : "start a standby that streams from the primary"
            : "start \(names.joined(separator: " or ")), or have a standby connect under that application_name"
        return first
            + "; or let commits go on without it: `ALTER SYSTEM SET synchronous_standby_names = ''` and `SELECT "
            + "pg_reload_conf()` on the primary (under Patroni `synchronous_mode` sets it). That acknowledges all that wait, "
            + "and what no standby has is lost if the primary is. Cancel none of the sessions that wait: they would report "
            + "success"
    }
}
