/// The line that a monitoring plugin prints, with its exit code (Monitoring Plugins' development guidelines: Nagios,
/// Icinga and others read it).
package struct PluginLine: Equatable, Sendable {
    /// The state; the raw value is the exit code.
    package enum State: Int32, CaseIterable, Comparable, Sendable {
        case ok = 0
        case warning = 1
        case critical = 2
        case unknown = 3

        package static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }

        package var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// The subject of the check in capitals, such as `POINTSMAN READY`.
    package let service: String
    package let state: State
    /// A sentence for people.
    package let sentence: String
    package let performance: [PerformanceDatum]

    package init(_ service: String, _ state: State, _ sentence: String, performance: [PerformanceDatum] = []) {
        self.service = service
        self.state = state
        self.sentence = sentence
        self.performance = performance
    }

    /// The line for clients that may not get names.
    package var withoutNames: PluginLine { PluginLine(service, state, "details are withheld") }

    /// The line without a line break. In the sentence a bar would begin the figures, and a line break would cut it off.
    package var text: String {
        let sentence = self.sentence.unicodeScalars.reduce(into: "") { text, scalar in
            text.unicodeScalars.append(
                scalar == "|" ? "/" : scalar.properties.generalCategory == .control ? " " : scalar)
        }
        let line = "\(service) \(state.word): \(sentence)"
        return performance.isEmpty ? line : "\(line) | \(performance.map(\.text).joined(separator: " "))"
    }
}
