import PointsmanFormats

/// Measures connecting and asking, direct and through the pooler, and explains the difference.
package struct SpeedCheck: DoctorCheck {
    package let name = "connection-test"
    package let guide = GuideSection.connectionTest

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        let trials = [("direct", facts.direct), ("pooled", facts.pooled)]
        var verdicts = trials.compactMap { name, trial -> Verdict? in
            guard let trial = trial.value, let connect = trial.spread(of: \.connect),
                let first = trial.spread(of: \.firstAnswer), let next = trial.spread(of: \.nextAnswer)
            else { return .unchecked(because: "there is no time of a \(name) connection") }
            return .ok(
                """
                \(name), median of \(trial.timings.count): connect \(connect.text), first answer \(first.text), \
                next answer \(next.text)
                """)
        }
        guard let direct = facts.direct.value, let pooled = facts.pooled.value else { return verdicts }
        if let comparison = comparison(direct, pooled) { verdicts.append(comparison) }
        return verdicts
    }

    private func comparison(_ direct: ConnectionTrial, _ pooled: ConnectionTrial) -> Verdict? {
        guard let connects = pair(direct, pooled, \.connect), let firsts = pair(direct, pooled, \.firstAnswer),
            let nexts = pair(direct, pooled, \.nextAnswer)
        else { return nil }
        let gain = times(connects.direct, connects.pooled)
        let cost = (nexts.pooled - nexts.direct).inMilliseconds
        let meaning =
            connects.direct > connects.pooled
            ? "a new connection is \(gain) times as quick through the pooler"
            : "the pooler makes connecting no quicker here"
        let wait = firsts.pooled - nexts.pooled
        if wait > .milliseconds(50) {
            return .warning(
                "through the pooler the first answer takes \(wait.short) longer than the next one",
                cause: "no server connection was at hand: the pool is full, or each one has to log in first",
                cure: "see the check pool; `min_pool_size` keeps connections at hand")
        }
        return .ok(
            "\(meaning), and each statement takes \(nexts.pooled > nexts.direct ? "\(cost) ms more" : "no longer")")
    }

    private func pair(
        _ direct: ConnectionTrial, _ pooled: ConnectionTrial, _ part: KeyPath<ConnectionTrial.Timing, Duration>
    ) -> (direct: Duration, pooled: Duration)? {
        guard let one = direct.spread(of: part), let other = pooled.spread(of: part) else { return nil }
        return (one.median, other.median)
    }

    /// The ratio of `long` to `short` with one decimal.
    private func times(_ long: Duration, _ short: Duration) -> String {
        let tenths = long.wholeMicroseconds * 10 / max(1, short.wholeMicroseconds)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
