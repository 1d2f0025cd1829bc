/// The target in a request's first line: a path, and the query after the question mark.
package struct RequestTarget: Equatable, Sendable {
    /// The path, percent-encoded as it came.
    package let path: String
    package let query: [QueryItem]

    /// Splits the text by bytes: a question mark with an accent is one character, but its sender meant a question mark.
    package init(_ text: String) {
        let halves = text.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        path = String(decoding: halves[0], as: UTF8.self)
        query = halves.count == 2 ? QueryItem.items(of: halves[1]) : []
    }
}
