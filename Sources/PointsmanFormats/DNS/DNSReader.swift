/// A reader of a DNS message that never reads past its end: a value that does not fit is nil.
struct DNSReader {
    /// The longest name, RFC 1035 2.3.4, including the final empty label.
    private static let mostNameBytes = 255
    /// The most pointers of a name: as many as a name can have labels. Without a limit a message of 64 KB could make
    /// each of 4,000 names follow 8,000 pointers.
    private static let mostPointers = 127

    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func uint8() -> UInt8? {
        take(1)?.first
    }

    mutating func uint16() -> UInt16? {
        take(2)?.reduce(0) { $0 << 8 | UInt16($1) }
    }

    mutating func uint32() -> UInt32? {
        take(4)?.reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Reads a name, compressed or not (RFC 1035 4.1.4), in lower case without the final dot; the root is empty. Bytes
    /// that host names don't have are written as `\DDD`, so that no two names look alike.
    mutating func name() -> String? {
        var labels: [String] = []
        var length = 1
        var cursor = position
        // A pointer may only lead to a place before all that was read of this name, so that a name always ends.
        var limit = position
        var end: Int?
        var pointers = 0
        while true {
            guard cursor < bytes.count else { return nil }
            let head = Int(bytes[cursor])
            switch head {
            case 0:
                position = end ?? cursor + 1
                return labels.joined(separator: ".")
            case 1...63:
                length += head + 1
                guard length <= Self.mostNameBytes, head <= bytes.count - cursor - 1 else { return nil }
                labels.append(Self.text(bytes[cursor + 1...cursor + head]))
                cursor += head + 1
            case 0xC0...0xFF:
                pointers += 1
                guard pointers <= Self.mostPointers, cursor + 1 < bytes.count else { return nil }
                let target = (head & 0x3F) << 8 | Int(bytes[cursor + 1])
                guard target < limit else { return nil }
                end = end ?? cursor + 2
                cursor = target
                limit = target
            default:
                return nil
            }
        }
    }

    private static func text(_ label: ArraySlice<UInt8>) -> String {
        var text = ""
        for byte in label {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                text.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "*"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte)
                text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
            }
        }
        return text
    }
}
