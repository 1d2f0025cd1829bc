/// The figures that must be flat, each with the mean of its second quarter and of its last one. The first quarter is
/// the warm-up.
package struct SoakTable: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        let name: String
        let second: Double
        let last: Double
        /// The upper limit for the last quarter.
        let most: Double

        package var isFlat: Bool { last <= most }
    }

    package let rows: [Row]

    /// - Parameter series: by name, one value for each sample, in order; all of the same length.
    init(_ series: [(name: String, values: [Double], slack: (share: Double, more: Double))]) {
        rows = series.map { entry in
            let quarter = entry.values.count / 4
            let second = Self.mean(entry.values.dropFirst(quarter).prefix(quarter))
            return Row(
                name: entry.name, second: second, last: Self.mean(entry.values.suffix(quarter)),
                most: second * (1 + entry.slack.share) + entry.slack.more)
        }
    }

    package var isFlat: Bool { rows.allSatisfy(\.isFlat) }

    package var text: String {
        func cell(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let lines = rows.map { row in
            "\(row.name)\(cell("", 24 - row.name.count))" + cell(row.second.inTenths.plain, 12)
                + cell(row.last.inTenths.plain, 12) + cell(row.most.inTenths.plain, 12)
                + (row.isFlat ? "" : "   NOT FLAT")
        }
        return (["                          2nd quarter    last one     at most"] + lines).joined(separator: "\n")
    }

    private static func mean(_ values: some Collection<Double>) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
