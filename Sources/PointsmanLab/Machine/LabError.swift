/// What the lab could not do, as a full sentence.
package struct LabError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// Without what a log says, which may follow.
    var firstLine: String { description.split(separator: "\n").first.map(String.init) ?? "" }
}
