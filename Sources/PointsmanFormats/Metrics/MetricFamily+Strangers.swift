extension MetricFamily {
    /// The labels whose values are words of this program or of PgBouncer. The values of all others are names: of
    /// members, databases, users, regions, applications, clusters, releases.
    private static let wordLabels: Set<String> = [
        "check", "kind", "le", "operation", "outcome", "part", "pool_mode", "rule", "standing", "state", "traffic",
    ]

    /// Endings of gauges' names that are not amounts: an age, a lag, a time limit, yes or no.
    private static let measures = ["_seconds", "_bytes", "_timeline", "_paused", "_disabled", "_info"]

    /// The family for clients that may not get names: samples that differ only in names become one. Its value is the
    /// sum for counters, histograms and amounts, and the largest for measures.
    package var withoutNames: MetricFamily {
        let isMeasure = kind == .gauge && Self.measures.contains { name.hasSuffix($0) }
        var family = MetricFamily(name, kind, help)
        for sample in samples {
            let labels = sample.labels.filter { Self.wordLabels.contains($0.name) }
            family.merge(sample.value, labels, sample.suffix) { isMeasure ? max($0, $1) : $0 + $1 }
        }
        return family
    }
}
