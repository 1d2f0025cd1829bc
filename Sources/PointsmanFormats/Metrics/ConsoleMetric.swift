/// A number that PgBouncer's console shows, as a metric.
package struct ConsoleMetric: Equatable, Sendable {
    /// The columns that hold the number, of all releases: the metric is the sum of those that exist.
    package let columns: [String]
    /// The factor that converts each column to base units.
    let factors: [Double]
    package let name: String
    package let kind: MetricFamily.Kind
    package let help: String

    /// - Parameter columns: the columns, each with its factor.
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

    /// The same metric with another name.
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

    /// The value in `row`; nil if none of its columns has a number: the release does not know it, or it is NULL.
    func value(in row: (String) -> String?) -> Double? {
        let parts = zip(columns, factors).compactMap { column, factor in
            row(column).flatMap(Double.init).map { $0 * factor }
        }
        return parts.isEmpty ? nil : parts.reduce(0, +)
    }
}
