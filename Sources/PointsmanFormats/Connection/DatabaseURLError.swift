/// Why a text is no database URL: a sentence that says what would be right.
///
/// It never quotes the URL where a badly encoded password could have ended up.
package struct DatabaseURLError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
