/// One complete request: its body has arrived.
package struct HTTPRequest: Equatable, Sendable {
    /// The method. HEAD and OPTIONS reach a handler as `get`: only what is sent back differs.
    package enum Method: Equatable, Sendable {
        case get
        case post
    }

    /// The listening socket through which it came.
    package enum Origin: Equatable, Sendable {
        /// The TCP address: any client may ask, and nothing changes.
        case tcp
        /// The Unix socket, which only its owner can open, and perhaps a group.
        case control
    }

    package let method: Method
    /// The path, percent-encoded as it came, without the query.
    package let path: String
    package let query: [QueryItem]
    package let origin: Origin
    /// Whether the client may get names: on this machine, at the control socket, or with the token.
    package let isTrusted: Bool
    package let body: [UInt8]
    /// The id of the last event that a client that follows events has, by the header `Last-Event-ID` or, for one that can't send
    /// any, by `?after=`; nil if it has none.
    package var lastEventID: String? { header ?? values(of: "after").first }
    private let header: String?

    package init(
        method: Method, path: String, query: [QueryItem] = [], origin: Origin, isTrusted: Bool, body: [UInt8] = [],
        lastEventID: String? = nil
    ) {
        header = lastEventID
        self.method = method
        self.path = path
        self.query = query
        self.origin = origin
        self.isTrusted = isTrusted
        self.body = body
    }

    /// Whether the query contains `name`, with or without a value.
    package func asks(for name: String) -> Bool {
        query.contains { $0.name == name }
    }

    /// The values of `name` in the query, in order.
    package func values(of name: String) -> [String] {
        query.compactMap { $0.name == name ? $0.value : nil }
    }
}
