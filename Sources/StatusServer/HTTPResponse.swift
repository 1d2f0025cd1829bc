/// An answer: a status code and a body with its type.
package struct HTTPResponse: Equatable, Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    /// The value of the `Allow` header for a 405; nil otherwise.
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
