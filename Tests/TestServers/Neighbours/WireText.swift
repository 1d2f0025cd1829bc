/// Messages of PostgreSQL's protocol as a server sends them (PostgreSQL manual, 55.7).
package enum WireText {
    /// - Parameter length: what the message says of itself, where that is not so.
    static func message(_ type: Character, _ body: [UInt8], length: UInt32? = nil) -> [UInt8] {
        [type.asciiValue!] + int32(length ?? UInt32(body.count + 4)) + body
    }

    static func int32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    static func int16(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
    static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    static func authentication(_ code: UInt32, _ rest: [UInt8] = []) -> [UInt8] { message("R", int32(code) + rest) }
    static func parameter(_ name: String, _ value: String) -> [UInt8] { message("S", text(name) + text(value)) }
    static let ready = message("Z", [UInt8(ascii: "I")])
    static let keyData = message("K", int32(4711) + int32(815))
    static func complete(_ tag: String) -> [UInt8] { message("C", text(tag)) }

    /// What follows a login.
    static let welcome =
        authentication(0) + parameter("server_version", "15.4") + parameter("server_encoding", "UTF8")
        + parameter("client_encoding", "UTF8") + parameter("standard_conforming_strings", "on")
        + parameter("in_hot_standby", "on") + keyData + ready

    static func complaint(_ type: Character, _ severity: String, _ state: String, _ words: String) -> [UInt8] {
        message(
            type, text("S\(severity)") + text("V\(severity)") + text("C\(state)") + text("M\(words)") + [0])
    }

    static func notification(_ channel: String, _ payload: String) -> [UInt8] {
        message("A", int32(4711) + text(channel) + text(payload))
    }

    static func columns(_ names: [String]) -> [UInt8] {
        let fields = names.map { text($0) + int32(0) + int16(0) + int32(25) + int16(0xFFFF) + int32(.max) + int16(0) }
        return message("T", int16(UInt16(names.count)) + fields.joined())
    }

    static func row(_ values: [[UInt8]?]) -> [UInt8] {
        let fields = values.map { value in value.map { int32(UInt32($0.count)) + $0 } ?? int32(.max) }
        return message("D", int16(UInt16(values.count)) + fields.joined())
    }

    static func table(_ columns: [(name: String, value: String?)]) -> [UInt8] {
        self.columns(columns.map(\.name)) + row(columns.map { $0.value.map { Array($0.utf8) } }) + complete("SELECT 1")
    }
}
