/// A failure of the lab, as a full sentence.
package struct LabError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// The sentence without the part of a log that may follow.
    var firstLine: String { description.split(separator: "\n").first.map(String.init) ?? "" }
}
