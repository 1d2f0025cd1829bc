/// Finds the route for a request, or a sentence that says why there is none.
package struct RouteTable: Sendable {
    /// The result of the search.
    package enum Match: Sendable {
        case handler(HTTPRoute)
        case refusal(HTTPResponse)
    }

    package let routes: [HTTPRoute]

    package init(routes: [HTTPRoute]) {
        self.routes = routes
    }

    /// - Parameter verb: the method as it stands in the request.
    package func match(verb: String, path: String, origin: HTTPRequest.Origin) -> Match {
        let here = routes.filter { $0.path == path }
        guard !here.isEmpty else { return .refusal(notFound(origin)) }
        let wanted: HTTPRequest.Method? =
            switch verb {
            case "GET", "HEAD", "OPTIONS": .get
            case "POST": .post
            default: nil
            }
        if let route = here.first(where: { $0.method == wanted }), route.method == .get || origin == .control {
            return .handler(route)
        }
        return .refusal(notAllowed(here.map(\.method), origin))
    }

    private func notFound(_ origin: HTTPRequest.Origin) -> HTTPResponse {
        let lines = routes.filter { $0.method == .get || origin == .control }
            .map { $0.method == .get ? "GET  \($0.path)\n" : "POST \($0.path)\n" }
        return HTTPResponse(status: 404, "there is no such path; there are:\n" + lines.joined())
    }

    private func notAllowed(_ methods: [HTTPRequest.Method], _ origin: HTTPRequest.Origin) -> HTTPResponse {
        let reads = methods.contains(.get) ? ["GET", "HEAD", "OPTIONS"] : []
        let changes = methods.contains(.post) && origin == .control ? ["POST"] : []
        let allowed = (reads + changes).joined(separator: ", ")
        let sentence =
            origin == .tcp
            ? "this address only reads; use the control socket for what changes something\n"
            : "this path takes \(allowed)\n"
        return HTTPResponse(
            status: 405, contentType: HTTPResponse.plainText, body: Array(sentence.utf8),
            fields: [HTTPResponse.Field("Allow", allowed)])
    }
}
