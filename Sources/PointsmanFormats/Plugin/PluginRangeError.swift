/// The error of a warning or critical range: a sentence that says what would be right.
package struct PluginRangeError: Error, Equatable, CustomStringConvertible {
    package let description: String

    /// - Parameter why: what is wrong with it; nil if it is no range at all.
    init(_ text: String, why: String? = nil) {
        description =
            "\(printable(text)) is no range: "
            + (why ?? "10, 10:, ~:10, 10:20 or @10:20 is expected, in numbers without a unit")
    }

    /// The error of a name that is no figure of the check.
    init(figure: String, amongst figures: [String]) {
        description =
            "\(printable(figure)) is no figure of this check: "
            + (figures.isEmpty ? "it has none" : "it has \(figures.joined(separator: ", "))")
    }
}
