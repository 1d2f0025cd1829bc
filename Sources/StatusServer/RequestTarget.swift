/// What a request asks for, as its first line says it: a path, and the query behind the question mark.
package struct RequestTarget: Equatable, Sendable {
    /// Percent-encoded as it came.
    package let path: String
    package let query: [QueryItem]

    /// Cut by bytes: a question mark that carries an accent is one character, and yet a question mark to its sender.
    package init(_ text: String) {
        let halves = text.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        path = String(decoding: halves[0], as: UTF8.self)
        query = halves.count == 2 ? QueryItem.items(of: halves[1]) : []
    }
}
