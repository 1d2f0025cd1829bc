/// A writer of PgBouncer's dialect of INI, which writes only what the reader reads back as the same.
package struct IniWriter {
    package private(set) var text = ""

    package init() {}

    /// The error of a value that has no form in the file.
    package struct Unwritable: Error, Equatable, CustomStringConvertible {
        /// A sentence that names the key, never the value.
        package let description: String
    }

    /// Writes a comment line; characters that would end the line are escaped.
    package mutating func comment(_ words: String) {
        text += "; \(printable(words, most: 400))\n"
    }

    package mutating func section(_ name: String) throws(Unwritable) {
        guard isLine(name), !name.utf8.contains(UInt8(ascii: "]")) else {
            throw Unwritable(description: "a section's name may hold neither ] nor a line break")
        }
        text += "[\(name)]\n"
    }

    package mutating func entry(_ key: String, _ value: String) throws(Unwritable) {
        // PgBouncer 1.18 does not accept quoted keys, although its manual says so.
        guard !key.isEmpty, key.utf8.allSatisfy(IniScanner.isKeyByte) else {
            throw Unwritable(description: "\(printable(key)) is no key: letters, digits and _.-* are")
        }
        guard isLine(value) else {
            throw Unwritable(
                description: "the value of \(key) must be one line with neither NUL nor white space at its ends")
        }
        text += value.isEmpty ? "\(key) =\n" : "\(key) = \(value)\n"
    }

    package mutating func include(_ file: String) throws(Unwritable) {
        guard !file.isEmpty, isLine(file) else {
            throw Unwritable(description: "the name of an included file must be one line")
        }
        text += "%include \(file)\n"
    }

    private func isLine(_ value: String) -> Bool {
        !value.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "\n") }
            && !(value.utf8.first.map(IniScanner.isSpace) ?? false)
            && !(value.utf8.last.map(IniScanner.isSpace) ?? false)
    }
}
