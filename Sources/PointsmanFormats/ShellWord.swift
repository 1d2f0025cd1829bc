/// A value in a form that a shell and systemd's `EnvironmentFile=` read alike.
package enum ShellWord {
    /// The value unchanged if it has only letters, digits and `_./:@%+,-`; otherwise in single quotes, in which nothing
    /// is expanded. A NUL can't be written and is left out.
    package static func quoted(_ value: String) -> String {
        let plain = value.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_./:@%+,-".utf8.contains(byte)
        }
        guard !plain else { return value }
        // By scalars: a quote with an accent is one character, but it ends the quotes for a shell.
        return value.unicodeScalars.reduce(into: "'") { text, scalar in
            switch scalar {
            case "'": text += "'\\''"
            case "\0": break
            default: text.unicodeScalars.append(scalar)
            }
        } + "'"
    }
}
