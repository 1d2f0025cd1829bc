/// What a server says in answer to commands that went out in one write, as far as it has come (PostgreSQL manual, 55.7).
package struct JoinedAnswers {
    package enum Answer: Equatable, Sendable {
        case done
        /// The server's words.
        case refused(String)
    }

    /// In the order of the commands.
    package private(set) var answers: [Answer] = []
    /// The last command tag of each answer, such as `PAUSE`; empty for none.
    package private(set) var tags: [String] = []
    private var tag = ""
    private var unread: [UInt8] = []
    private var refusal: String?

    package init() {}

    /// Takes what has come; a message may come in parts.
    package mutating func take(_ bytes: some Sequence<UInt8>) {
        unread += bytes
        while let message = nextMessage() { take(message.type, message.body) }
    }

    private mutating func take(_ type: UInt8, _ body: ArraySlice<UInt8>) {
        switch type {
        case UInt8(ascii: "C"): tag = String(decoding: body.prefix { $0 != 0 }, as: UTF8.self)
        case UInt8(ascii: "E"): refusal = Self.text(of: body)
        case UInt8(ascii: "Z"):
            answers.append(refusal.map { .refused($0) } ?? .done)
            refusal = nil
            tags.append(tag)
            tag = ""
        default: break
        }
    }

    /// A type and a length, which counts itself but not the type. Many messages have no body.
    private mutating func nextMessage() -> (type: UInt8, body: ArraySlice<UInt8>)? {
        guard unread.count >= 5 else { return nil }
        let length = unread[1..<5].reduce(0) { $0 << 8 | Int($1) }
        guard length >= 4, unread.count > length else { return nil }
        let message = (type: unread[0], body: unread[5..<length + 1])
        unread = Array(unread[(length + 1)...])
        return message
    }

    /// The field `M` of an ErrorResponse.
    private static func text(of body: ArraySlice<UInt8>) -> String {
        let message = body.split(separator: 0).first { $0.first == UInt8(ascii: "M") }
        return String(decoding: message?.dropFirst() ?? [], as: UTF8.self)
    }
}
