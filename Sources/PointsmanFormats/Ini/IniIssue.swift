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
