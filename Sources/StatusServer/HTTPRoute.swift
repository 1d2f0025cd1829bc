/// One path and who answers it. What only reads is served at both doors, what changes something at the control socket.
package struct HTTPRoute: Sendable {
    /// Runs on the cooperative pool; it may take its time, and it is cancelled when its client goes away.
    package typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

    package let method: HTTPRequest.Method
    package let path: String
    package let handler: Handler

    /// Answers GET, HEAD and OPTIONS of `path`; it must change nothing.
    package static func get(_ path: String, _ handler: @escaping Handler) -> HTTPRoute {
        HTTPRoute(method: .get, path: path, handler: handler)
    }

    /// Answers POST of `path`, at the control socket only.
    package static func post(_ path: String, _ handler: @escaping Handler) -> HTTPRoute {
        HTTPRoute(method: .post, path: path, handler: handler)
    }
}
