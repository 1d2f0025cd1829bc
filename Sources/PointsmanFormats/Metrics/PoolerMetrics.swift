/// PgBouncer's own numbers as Prometheus metrics.
package enum PoolerMetrics {
    /// - Parameter answers: the console's answers; figures without an answer are left out, and `pgbouncer_up` is 0
    ///   then.
    package static func families(_ answers: PoolerAnswers) -> [MetricFamily] {
        var families = [
            MetricFamily("pgbouncer_up", .gauge, "Whether PgBouncer's console has answered all that this scrape asked.")
                .with(answers.isWhole ? 1 : 0)
        ]
        if let took = answers.took {
            families.append(
                .init("pointsman_console_seconds", .gauge, "How long PgBouncer's console took for this scrape.")
                    .with(took.inSeconds))
        }
        if let version = answers[.version]?.readers.first?("version") {
            families.append(
                .init("pgbouncer_version_info", .gauge, "1 for the release that runs.")
                    .with(1, .init("version", version)))
        }
        for table in ConsoleTable.all {
            if let shown = answers[table.command] { families += table.families(shown) }
        }
        return families + [ConnectionCount.clients(answers), ConnectionCount.servers(answers)].compactMap(\.self)
    }
}
