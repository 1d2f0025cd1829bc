/// A property that did not hold.
package struct Violation: Equatable, Sendable, CustomStringConvertible {
    package let checker: String
    package let moment: VirtualTime
    package let sentence: String

    package var description: String { "\(checker) at \(moment): \(sentence)" }
}
