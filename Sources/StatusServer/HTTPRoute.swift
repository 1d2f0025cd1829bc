/// One path and who answers it. What only reads is served at both doors, what changes something at the control socket.
package struct HTTPRoute: Sendable {
    /// Who answers.
    package enum Handler: Sendable {
        /// On the server's own thread, which nothing else uses: it must not wait for anything, and so nothing in this
        /// process can keep it from answering.
        case now(@Sendable (HTTPRequest) -> HTTPResponse)
        /// On the cooperative pool; it may take its time, and it is cancelled when its client goes away.
        case later(@Sendable (HTTPRequest) async -> HTTPResponse)
    }

    package let method: HTTPRequest.Method
    package let path: String
    package let handler: Handler
    /// Whether it answers under any `Host`: a probe may send one of its own, and the answer is worth nothing to others.
    package let isForProbes: Bool

    /// Answers GET, HEAD and OPTIONS of `path`; it must change nothing.
    package static func get(
        _ path: String, _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method: .get, path: path, handler: .later(handler), isForProbes: false)
    }

    /// The same at once, on the server's thread.
    package static func immediate(
        _ path: String, forProbes: Bool = false, _ handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method: .get, path: path, handler: .now(handler), isForProbes: forProbes)
    }

    /// Answers POST of `path`, at the control socket only.
    package static func post(
        _ path: String, _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) -> HTTPRoute {
        HTTPRoute(method: .post, path: path, handler: .later(handler), isForProbes: false)
    }
}
