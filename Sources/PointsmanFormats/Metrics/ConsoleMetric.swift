/// A number that PgBouncer's console shows, as a metric.
package struct ConsoleMetric: Equatable, Sendable {
    /// The columns that hold it, those of every release: the metric is the sum of what is there.
    package let columns: [String]
    /// What the figures of each column are to be multiplied with, to come to base units.
    let factors: [Double]
    package let name: String
    package let kind: MetricFamily.Kind
    package let help: String

    /// - Parameter columns: with a factor each.
    init(_ columns: KeyValuePairs<String, Double>, _ name: String, _ kind: MetricFamily.Kind, _ help: String) {
        self.columns = columns.map(\.key)
        factors = columns.map(\.value)
        self.name = name
        self.kind = kind
        self.help = help
    }

    init(_ column: String, _ name: String, _ kind: MetricFamily.Kind, _ help: String) {
        self.init([column: 1], name, kind, help)
    }

    /// The same number under another name.
    func named(_ name: String) -> ConsoleMetric {
        ConsoleMetric(columns: columns, factors: factors, name: name, kind: kind, help: help)
    }

    private init(columns: [String], factors: [Double], name: String, kind: MetricFamily.Kind, help: String) {
        self.columns = columns
        self.factors = factors
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Nil where `row` has none of its columns, or no number in them: a release that does not know it, or NULL.
    func value(in row: (String) -> String?) -> Double? {
        let parts = zip(columns, factors).compactMap { column, factor in
            row(column).flatMap(Double.init).map { $0 * factor }
        }
        return parts.isEmpty ? nil : parts.reduce(0, +)
    }
}
