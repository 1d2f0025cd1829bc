/// The conversion of one SHOW command's rows to metrics: one sample for each row and number.
package struct ConsoleTable: Equatable, Sendable {
    package let command: ShowCommand
    /// The columns whose texts tell rows apart; each is a label of the same name.
    package let labels: [String]
    package let metrics: [ConsoleMetric]

    /// The families; one has no samples if the release lacks its column.
    func families(_ shown: ConsoleRows) -> [MetricFamily] {
        let rows =
            switch command {
            case .lists: shown.turned(names: "list", values: "items").readers
            case .config: shown.turned(names: "key", values: "value").readers
            default: shown.readers
            }
        let sets = rows.map { row in labels.map { MetricFamily.Label($0, row($0) ?? "") } }
        return metrics.map { metric in
            var family = MetricFamily(metric.name, metric.kind, metric.help)
            for (row, labels) in zip(rows, sets) {
                if let value = metric.value(in: row) { family.add(value, labels) }
            }
            return family
        }
    }
}
