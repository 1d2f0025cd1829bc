/// What a request asks for, as its first line says it: a path, and the query behind the question mark.
package struct RequestTarget: Equatable, Sendable {
    /// Percent-encoded as it came.
    package let path: String
    package let query: [QueryItem]

    package init(_ text: String) {
        let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(halves.first ?? "")
        query = halves.count == 2 ? QueryItem.items(of: halves[1]) : []
    }
}
