/// Why a file can't be rendered or written, as a sentence.
package struct RenderError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
