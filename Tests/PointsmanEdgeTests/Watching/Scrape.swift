import Testing

/// Samples of Prometheus' text format, as text.
struct Scrape {
    let text: String
    private let samples: [String: Double]

    init(_ text: String) {
        self.text = text
        var samples: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                continue
            }
            samples[String(line[..<space])] = value
        }
        self.samples = samples
    }

    /// The value of a sample as it stands in the text: `pgbouncer_pools_…{database="app",user="app"}`.
    subscript(sample: String) -> Double? { samples[sample] }

    /// The names of all families.
    var names: Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
                .map { String($0.split(separator: " ")[2]) })
    }
}
