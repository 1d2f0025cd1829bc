/// A fleet's drill as text for people.
package enum FleetReport {
    static func line(of phase: FleetPhase) -> String {
        let settled = phase.settledSeconds.map { "after \($0.plain) s" } ?? "never"
        let failed = phase.failures.values.reduce(0, +)
        return "\(phase.instances) instances: \(phase.share) connections each \(settled); at most "
            + "\(phase.mostConnections) on the primary; \(phase.queries) queries, \(failed) failed; \(phase.refusals) "
            + "times too many clients"
            + phase.failures.sorted { $0.key < $1.key }.map { "\n    \($0.value) × \($0.key)" }.joined()
    }
}
