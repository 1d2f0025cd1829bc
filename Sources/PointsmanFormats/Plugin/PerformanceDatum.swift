/// One figure after the bar of a ``PluginLine``: `'label'=value[unit];warning;critical;minimum;maximum`.
package struct PerformanceDatum: Equatable, Sendable {
    package enum Unit: String, Sendable {
        case none = ""
        case seconds = "s"
        case percent = "%"
        case bytes = "B"
        /// A counter.
        case counter = "c"
    }

    package let label: String
    /// Nil if it could not be determined, which is written `U`.
    package let value: Double?
    package let unit: Unit
    /// Outside of these ranges the value raises the state.
    package var warning: PluginRange?
    package var critical: PluginRange?
    package var minimum: Double?
    package var maximum: Double?

    package init(
        _ label: String, _ value: Double?, _ unit: Unit = .none, warning: PluginRange? = nil,
        critical: PluginRange? = nil, minimum: Double? = nil, maximum: Double? = nil
    ) {
        self.label = label
        self.value = value
        self.unit = unit
        self.warning = warning
        self.critical = critical
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The value with its unit.
    var figure: String { value.flatMap(Self.number).map { $0 + unit.rawValue } ?? "U" }

    var text: String {
        // A label may contain neither a quote nor an equals sign.
        let label = self.label.unicodeScalars.reduce(into: "") { text, scalar in
            let isFine = scalar != "'" && scalar != "=" && scalar.properties.generalCategory != .control
            text.unicodeScalars.append(isFine ? scalar : "_")
        }
        var limits = [warning, critical].map { $0?.text ?? "" }
        limits += [minimum, maximum].map { $0.flatMap(Self.number) ?? "" }
        while limits.last == "" {
            limits.removeLast()
        }
        return (["'\(label)'=\(figure)"] + limits).joined(separator: ";")
    }

    /// A decimal number without an exponent; nil if it is not finite or too large.
    private static func number(_ value: Double) -> String? {
        guard value.isFinite, value.magnitude < 1e12 else { return nil }
        if let whole = Int64(exactly: value) { return String(whole) }
        let micros = Int64((value.magnitude * 1_000_000).rounded())
        var fraction = String(micros % 1_000_000 + 1_000_000).dropFirst()
        while fraction.last == "0" {
            fraction.removeLast()
        }
        let digits = fraction.isEmpty ? "\(micros / 1_000_000)" : "\(micros / 1_000_000).\(fraction)"
        return value < 0 && micros > 0 ? "-\(digits)" : digits
    }
}
