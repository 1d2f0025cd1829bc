import NIOHTTP1

extension HTTPResponse {
    /// The head before the body; for HEAD it has the length that GET would send (RFC 9110, 9.3.2).
    /// - Parameter isLast: whether the connection ends after this answer.
    func head(to request: HTTPRequestHead, isLast: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders([
            ("Content-Type", contentType),
            ("Content-Length", request.method == .OPTIONS ? "0" : String(body.count)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ])
        for field in fields { headers.add(name: field.name, value: field.value) }
        return head(to: request, headers, isLast: isLast)
    }

    /// The head before events, which have no length.
    static func eventsHead(to request: HTTPRequestHead) -> HTTPResponseHead {
        let headers = HTTPHeaders([
            ("Content-Type", eventStream),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            // nginx passes them on one by one then.
            ("X-Accel-Buffering", "no"),
        ])
        return HTTPResponse(contentType: eventStream, body: []).head(to: request, headers, isLast: true)
    }

    static let eventStream = "text/event-stream; charset=utf-8"

    private func head(to request: HTTPRequestHead, _ given: HTTPHeaders, isLast: Bool) -> HTTPResponseHead {
        var headers = given
        if isLast {
            headers.add(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(
            version: request.version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    }
}
