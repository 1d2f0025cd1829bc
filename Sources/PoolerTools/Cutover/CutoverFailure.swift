/// A sentence that says why a step of a cutover could not be done.
package struct CutoverFailure: Error, CustomStringConvertible, Sendable {
    package let description: String

    package init(_ description: String) { self.description = description }
}
