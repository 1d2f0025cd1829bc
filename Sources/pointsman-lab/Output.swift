import FoundationEssentials
import Glibc

/// Writes whole lines at once, whatever the reader is.
enum Output {
    static func line(_ text: String) {
        send(text, to: STDOUT_FILENO)
    }

    /// Writes the reason of a failure to standard error.
    static func complaint(_ sentence: String) {
        send("Error: \(sentence)", to: STDERR_FILENO)
    }

    private static func send(_ text: String, to descriptor: Int32) {
        var text = text + "\n"
        text.withUTF8 { bytes in
            _ = write(descriptor, bytes.baseAddress, bytes.count)
        }
    }
}

/// A value as JSON on one line.
enum JSONLine {
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
