/// Prometheus' text format: the families in the given order, each once, with HELP and TYPE.
package enum MetricsText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text of `families`. A family that comes twice is joined to its first place; one without samples is left out.
    package static func text(_ families: [MetricFamily]) -> String {
        var joined: [MetricFamily] = []
        for family in families {
            if let index = joined.firstIndex(where: { $0.name == family.name }) {
                joined[index].join(family)
            } else {
                joined.append(family)
            }
        }
        return joined.filter { !$0.samples.isEmpty }.map(text(of:)).joined()
    }

    private static func text(of family: MetricFamily) -> String {
        let head = "# HELP \(family.name) \(escaped(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
        return family.samples.reduce(into: head) { text, sample in
            let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
            let braces = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
            text += "\(family.name)\(sample.suffix)\(braces) \(number(sample.value))\n"
        }
    }

    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? String(value)
    }
}
