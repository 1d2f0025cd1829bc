/// One `key = value` of an INI file.
package struct IniEntry: Equatable, Sendable {
    /// The section that contains it; empty before the first one.
    package let section: String
    package let key: String
    /// The text after the equals sign up to the end of the line, without the white space around it.
    package let value: String
    package let origin: IniOrigin

    package init(section: String, key: String, value: String, origin: IniOrigin) {
        self.section = section
        self.key = key
        self.value = value
        self.origin = origin
    }
}

/// A place in a configuration file.
package struct IniOrigin: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// The line's number, counted from one; zero means the file as a whole.
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { line == 0 ? file : "\(file):\(line)" }
}

/// An error in an INI file: its place, and what would be right.
package struct IniIssue: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        case syntax
        /// The file is missing, is not readable for us, or could not be read for another reason.
        case absent, denied, unreadable
    }

    package let kind: Kind
    package let origin: IniOrigin
    /// A sentence without a full stop. It never holds a value, which may be a secret.
    package let sentence: String

    package init(_ kind: Kind = .syntax, at origin: IniOrigin, _ sentence: String) {
        self.kind = kind
        self.origin = origin
        self.sentence = sentence
    }

    package var description: String { "\(origin): \(sentence)" }
}

/// The result of reading a file, from the code that reads the disk.
package enum LoadedFile: Equatable, Sendable {
    /// The file's bytes, and the access to it.
    case bytes([UInt8], mode: FileAccess)
    case absent
    case denied
    /// The system's error message.
    case failed(String)
}
