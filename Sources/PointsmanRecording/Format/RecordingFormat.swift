/// The text of a recording, line by line (Incidents.md#the-format).
///
/// | a line begins with | what it is |
/// |---|---|
/// | `{` | JSON: the header, a conductor's state, a clock that was set, or a gap |
/// | `:` | the next shape: a value of the core with its leaves left out |
/// | `/` | the next slot: a shape's number, and a first set of leaves |
/// | `~` | all shapes and slots are forgotten |
/// | a digit | a step: nanoseconds since the last one, the event and the directives |
///
/// Numbers are written in 64 digits. A step names its event and its directives by their slots, each with the leaves that differ from
/// the last time, as place and difference: at rest some 40 bytes an event.
package enum RecordingFormat {
    /// The version that is written. If it rises, older ones are read by ``RecordingUpgrade``.
    package static let version: Int64 = 2
    /// The versions that are read.
    package static let readable = (RecordingUpgrade.table.first?.from ?? version)...version
    /// The end of the files' names.
    package static let suffix = ".rec"
    /// The most slots of a file before they are forgotten, which bounds the memory of writer and reader.
    static let mostSlots = 1_024
    /// A line of a state is some 20 KB, and longer with dozens of members.
    static let longestLine = 8 << 20
}

/// The error of a recording that can't be read.
package struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    package let line: Int
    package let sentence: String

    package init(line: Int, _ sentence: String) {
        self.line = line
        self.sentence = sentence
    }

    package var description: String { "line \(line): \(sentence)" }
}

/// Numbers in 64 digits: `0`-`9`, `A`-`Z`, `a`-`z`, `_`, `.`.
enum Digits64 {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func isDigit(_ byte: UInt8) -> Bool { values[Int(byte)] != 255 }

    static func write(_ number: UInt64, to bytes: inout [UInt8]) {
        var shift = number == 0 ? 0 : (63 - number.leadingZeroBitCount) / 6 * 6
        while shift >= 0 {
            bytes.append(digits[Int(number >> UInt64(shift) & 63)])
            shift -= 6
        }
    }

    /// Nil if `bytes` is empty, too long, or has another character.
    static func read(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        guard (1...11).contains(bytes.count) else { return nil }
        var number: UInt64 = 0
        for byte in bytes {
            let value = values[Int(byte)]
            guard value != 255, number >> 58 == 0 else { return nil }
            number = number << 6 | UInt64(value)
        }
        return number
    }
}

/// Texts without spaces, bars and line breaks: bytes other than printable ASCII are written as `%` and two digits.
enum PlainText {
    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    static func write(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "|"), 0...32, 127...255:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }

    static func read(_ bytes: ArraySlice<UInt8>) -> String? {
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "%") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.endIndex, let high = value(bytes[index + 1]), let low = value(bytes[index + 2])
            else { return nil }
            text.append(high << 4 | low)
            index += 3
        }
        return String(validating: text, as: UTF8.self)
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        hexadecimal.firstIndex(of: byte).map(UInt8.init)
    }
}
