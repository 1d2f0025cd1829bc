/// Percent-decoding as libpq does it: `%` and two hexadecimal digits, never a NUL, and `+` is a plus.
enum PercentDecoding {
    /// Nil where an escape is malformed or the result is not text.
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                decoded.append(byte)
            } else {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit),
                    high << 4 | low != 0
                else { return nil }
                decoded.append(high << 4 | low)
            }
        }
        return decoded.contains(0) ? nil : String(validating: decoded, as: UTF8.self)
    }

    /// `text` such that nothing in it means anything to a URL.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            if DatabaseLine.isNameByte(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
