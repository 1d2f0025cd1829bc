/// Percent-decoding as libpq does it: `%` and two hexadecimal digits, never a NUL; `+` is a plus.
enum PercentDecoding {
    /// The reason why a text can't be decoded; the raw value ends a sentence that begins with the text's place.
    enum Failure: String, Error {
        case malformed = "holds a % that no two hexadecimal digits follow; a % itself is %25"
        case zero = "holds %00: no text of PostgreSQL's can hold that byte"
        case otherEncoding =
            "is not UTF-8 once it is decoded, which is how its bytes are to be written: \u{E4} is %C3%A4, and not %E4"
    }

    /// - Throws: ``Failure``: an escape is malformed, or the result is not text.
    static func text(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                decoded.append(byte)
            } else {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    throw .malformed
                }
                decoded.append(high << 4 | low)
            }
        }
        guard !decoded.contains(0) else { throw .zero }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .otherEncoding }
        return text
    }

    /// `text` encoded so that no character of it has a meaning in a URL.
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
