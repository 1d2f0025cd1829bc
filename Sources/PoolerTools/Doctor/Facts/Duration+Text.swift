import PointsmanFormats

extension Duration {
    /// Milliseconds with one decimal, or two below 1 ms.
    package var inMilliseconds: String {
        Self.decimal(wholeMicroseconds, below: wholeMicroseconds.magnitude < 1_000 ? 2 : 1)
    }

    /// `2.1 s`, `340 ms`, `7 min`: as precise as a person needs it.
    package var short: String {
        let milliseconds = wholeMilliseconds
        switch milliseconds {
        case ..<1_000: return "\(milliseconds) ms"
        case ..<120_000: return Self.decimal(milliseconds, below: 1) + " s"
        default: return "\(milliseconds / 60_000) min"
        }
    }

    /// Thousandths as a decimal number with `digits` decimals.
    private static func decimal(_ thousandths: Int64, below digits: Int) -> String {
        guard thousandths >= 0 else { return "-" + decimal(0 - thousandths, below: digits) }
        let unit: Int64 = digits == 2 ? 10 : 100
        let parts: Int64 = digits == 2 ? 100 : 10
        let rounded = (thousandths + unit / 2) / unit
        let fraction = String(rounded % parts)
        return "\(rounded / parts).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
