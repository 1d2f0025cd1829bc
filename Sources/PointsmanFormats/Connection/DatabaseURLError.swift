/// The reason why a text is no database URL: a sentence that says what would be right.
///
/// It never quotes parts of the URL that may contain a badly encoded password.
package struct DatabaseURLError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
