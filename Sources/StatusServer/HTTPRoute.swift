/// One path and its handler. Routes that only read are served at both sockets, those that change something at the
/// control socket only.
package struct HTTPRoute: Sendable {
    /// The code that answers, and where it runs.
    package enum Handler: Sendable {
        /// On the server's own thread, which has no other use: it must not wait, so that nothing in this process can
        /// keep it from answering.
        case now(@Sendable (HTTPRequest) -> HTTPResponse)
        /// On the cooperative pool; it may take its time, and is cancelled when its client goes away.
        case later(@Sendable (HTTPRequest) async -> HTTPResponse)
        /// Events without an end, or an answer that says why not.
        case events(EventFeed, refusal: @Sendable (HTTPRequest) -> HTTPResponse?)
    }

    package let method: HTTPRequest.Method
    package let path: String
    package let handler: Handler
    /// Whether it answers under any `Host`: probes may send one of their own, and the answer is of no value to others.
    package let isForProbes: Bool

    /// A route for GET, HEAD and OPTIONS of `path`; it must change nothing.
    package static func get(
        _ path: String, _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method: .get, path: path, handler: .later(handler), isForProbes: false)
    }

    /// A route like ``get(_:_:)`` that answers at once on the server's thread.
    package static func immediate(
        _ path: String, forProbes: Bool = false, _ handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method: .get, path: path, handler: .now(handler), isForProbes: forProbes)
    }

    /// A route for GET of `path` that sends what `feed` gets for as long as the client stays.
    /// - Parameter refusal: the answer for a client that may not follow, or does not want to; nil for others.
    package static func events(
        _ path: String, _ feed: EventFeed, refusal: @escaping @Sendable (HTTPRequest) -> HTTPResponse?
    ) -> HTTPRoute {
        HTTPRoute(method: .get, path: path, handler: .events(feed, refusal: refusal), isForProbes: false)
    }

    /// A route for POST of `path`, at the control socket only.
    package static func post(
        _ path: String, _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method: .post, path: path, handler: .later(handler), isForProbes: false)
    }
}
