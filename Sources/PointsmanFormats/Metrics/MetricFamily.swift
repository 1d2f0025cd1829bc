/// A family of Prometheus samples: one name, one meaning, a sample for each set of labels
/// (Prometheus documentation, "Exposition formats" and "Metric and label naming").
package struct MetricFamily: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// Only rises while the agent lives; its name ends with `_total`.
        case counter
        case gauge
    }

    package struct Label: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Sample: Equatable, Sendable {
        package let labels: [Label]
        package let value: Double
    }

    /// In base units: seconds, bytes, ratios.
    package let name: String
    package let kind: Kind
    /// A sentence.
    package let help: String
    package private(set) var samples: [Sample] = []

    /// - Parameter name: a literal of the program, of letters, digits and underscores.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        precondition(Self.isName(name), "\(name) is no name for a metric")
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// The family with one more sample. A sample with the same labels gives way, as a scrape can hold only one.
    package func with(_ value: Double, _ labels: Label...) -> MetricFamily {
        var family = self
        family.add(value, labels)
        return family
    }

    package mutating func add(_ value: Double, _ labels: [Label]) {
        precondition(labels.allSatisfy { Self.isName($0.name) }, "\(name) has a label of a wrong name")
        samples.removeAll { $0.labels == labels }
        samples.append(Sample(labels: labels, value: value))
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
