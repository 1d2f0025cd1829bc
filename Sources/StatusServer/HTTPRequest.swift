/// One request, whole: its body has arrived.
package struct HTTPRequest: Equatable, Sendable {
    /// HEAD and OPTIONS reach a handler as `get`: what differs is only what is sent back.
    package enum Method: Equatable, Sendable {
        case get
        case post
    }

    /// Which of the server's two doors it came through.
    package enum Origin: Equatable, Sendable {
        /// The TCP address, where anybody may ask and nothing changes.
        case tcp
        /// The Unix socket, which only its owner can open.
        case control
    }

    package let method: Method
    /// Percent-encoded as it came, without the query.
    package let path: String
    package let query: [QueryItem]
    package let origin: Origin
    /// Whether names may be told: to this machine, at the control socket, or to who has the token.
    package let isTrusted: Bool
    package let body: [UInt8]

    package init(
        method: Method, path: String, query: [QueryItem] = [], origin: Origin, isTrusted: Bool, body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.origin = origin
        self.isTrusted = isTrusted
        self.body = body
    }

    /// Whether `name` stands in the query, with or without a value.
    package func asks(for name: String) -> Bool {
        query.contains { $0.name == name }
    }

    /// The values of `name` in the query, in order.
    package func values(of name: String) -> [String] {
        query.compactMap { $0.name == name ? $0.value : nil }
    }
}
