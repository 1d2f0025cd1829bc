/// One `key = value` of an INI file.
package struct IniEntry: Equatable, Sendable {
    /// The section that it stands in; empty before the first one.
    package let section: String
    package let key: String
    /// Everything behind the equals sign up to the end of the line, without the white space around it.
    package let value: String
    package let origin: IniOrigin

    package init(section: String, key: String, value: String, origin: IniOrigin) {
        self.section = section
        self.key = key
        self.value = value
        self.origin = origin
    }
}

/// Where something stands in a configuration file.
package struct IniOrigin: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from one; zero means the file as a whole.
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { line == 0 ? file : "\(file):\(line)" }
}

/// Something in an INI file that can't be read: where, and what would be right.
package struct IniIssue: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        case syntax
        /// A file is not there, may not be read by us, or could not be read for another reason.
        case absent, denied, unreadable
    }

    package let kind: Kind
    package let origin: IniOrigin
    /// A sentence without its full stop. Never holds a value: it may be a secret.
    package let sentence: String

    package init(_ kind: Kind = .syntax, at origin: IniOrigin, _ sentence: String) {
        self.kind = kind
        self.origin = origin
        self.sentence = sentence
    }

    package var description: String { "\(origin): \(sentence)" }
}

/// What came of reading a file, told by whoever may touch the disk.
package enum LoadedFile: Equatable, Sendable {
    /// Its bytes, and who may do what with it.
    case bytes([UInt8], mode: FileAccess)
    case absent
    case denied
    /// The system's words.
    case failed(String)
}
