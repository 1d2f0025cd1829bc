import NIOHTTP1

/// An answer: a status code and a body of some type.
package struct HTTPResponse: Equatable, Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    /// The `Allow` header, which belongs to a 405.
    package var allow: String?

    package static let plainText = "text/plain; charset=utf-8"

    package init(status: Int = 200, contentType: String = plainText, body: [UInt8], allow: String? = nil) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.allow = allow
    }

    package init(status: Int = 200, contentType: String = plainText, _ text: String) {
        self.init(status: status, contentType: contentType, body: Array(text.utf8))
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

extension HTTPResponse {
    /// The head that goes before the body; for HEAD it tells the length that GET would send (RFC 9110, 9.3.2).
    /// - Parameter isLast: whether the connection ends with this answer.
    func head(to request: HTTPRequestHead, isLast: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders([
            ("Content-Type", contentType),
            ("Content-Length", request.method == .OPTIONS ? "0" : String(body.count)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ])
        if let allow {
            headers.add(name: "Allow", value: allow)
        }
        if isLast {
            headers.add(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(
            version: request.version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    }
}
