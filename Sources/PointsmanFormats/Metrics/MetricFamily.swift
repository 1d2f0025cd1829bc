package import PointsmanCore

/// A family of Prometheus samples: one name and one meaning, and one sample (or one histogram's samples) for each set
/// of labels (Prometheus documentation, "Exposition formats" and "Metric and label naming").
package struct MetricFamily: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// Rises while the agent lives; its name ends with `_total`.
        case counter
        case gauge
        /// The number of events by their duration, in buckets.
        case histogram
    }

    package struct Label: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Sample: Equatable, Sendable {
        /// The part after the family's name: `_bucket`, `_sum` or `_count` for a histogram, otherwise empty.
        package let suffix: String
        package let labels: [Label]
        package let value: Double
    }

    /// The identity of a sample, which no two samples of a scrape may share.
    private struct Key: Hashable {
        let suffix: String
        let labels: [Label]
    }

    /// The name, with a base unit: seconds, bytes, ratios.
    package let name: String
    package let kind: Kind
    /// A sentence.
    package let help: String
    package private(set) var samples: [Sample] = []
    private var places: [Key: Int] = [:]

    /// - Parameter name: a literal of letters, digits and underscores.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        precondition(Self.isName(name), "\(name) is no name for a metric")
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// The family with a further sample. It replaces a sample with the same labels, as a scrape can hold only one.
    package func with(_ value: Double, _ labels: Label...) -> MetricFamily {
        var family = self
        family.add(value, labels)
        return family
    }

    package mutating func add(_ value: Double, _ labels: [Label]) {
        put(value, labels)
    }

    package mutating func add(_ histogram: DurationHistogram, _ labels: [Label]) {
        var total: UInt64 = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            total += count
            put(Double(total), labels + [.init("le", MetricsText.number(bound.inSeconds))], "_bucket")
        }
        put(Double(histogram.count), labels + [.init("le", "+Inf")], "_bucket")
        put(histogram.sum.inSeconds, labels, "_sum")
        put(Double(histogram.count), labels, "_count")
    }

    /// Takes the samples of `other`, a family of the same name.
    mutating func join(_ other: MetricFamily) {
        for sample in other.samples { put(sample.value, sample.labels, sample.suffix) }
    }

    /// Adds a sample, or combines its value with that of the sample with the same labels.
    mutating func merge(
        _ value: Double, _ labels: [Label], _ suffix: String, _ together: (Double, Double) -> Double
    ) {
        let known = places[Key(suffix: suffix, labels: labels)].map { samples[$0].value }
        put(known.map { together($0, value) } ?? value, labels, suffix)
    }

    private mutating func put(_ value: Double, _ labels: [Label], _ suffix: String = "") {
        precondition(labels.allSatisfy { Self.isName($0.name) }, "\(name) has a label of a wrong name")
        let sample = Sample(suffix: suffix, labels: labels, value: value)
        let key = Key(suffix: suffix, labels: labels)
        if let place = places[key] {
            samples[place] = sample
        } else {
            places[key] = samples.count
            samples.append(sample)
        }
    }

    private static func isName(_ name: String) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = name.utf8.first, !digits.contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || digits.contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}
