/// An answer: a status code, a body of some type, and header fields besides those that every answer has.
package struct HTTPResponse: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    package var fields: [Field]

    package static let plainText = "text/plain; charset=utf-8"

    package init(status: Int = 200, contentType: String = plainText, body: [UInt8], fields: [Field] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.fields = fields
    }

    package init(status: Int = 200, contentType: String = plainText, _ text: String, fields: [Field] = []) {
        self.init(status: status, contentType: contentType, body: Array(text.utf8), fields: fields)
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first value of the field with this name, in any case.
    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
