import PointsmanFormats

/// All errors of a configuration, so that a person can correct them in one go.
package struct ConfigurationFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The errors, those in files first, in the order of their lines; never empty.
    package let errors: [ConfigurationError]

    package init(_ errors: [ConfigurationError]) {
        self.errors = errors.enumerated().sorted { left, right in
            let places = [left.element.origin, right.element.origin].map(Self.place)
            return places[0] == places[1] ? left.offset < right.offset : places[0] < places[1]
        }.map(\.element)
    }

    /// The exit code that all errors share, or else that of a wrong configuration.
    package var exitCode: ExitCode {
        guard let first = errors.first, errors.allSatisfy({ $0.code == first.code }) else { return .configuration }
        return first.code
    }

    /// One line for each error.
    package var description: String { errors.map(\.description).joined(separator: "\n") }

    private static func place(_ origin: ConfigurationOrigin) -> (Int, String, Int) {
        switch origin {
        case .file(let origin): (0, origin.file, origin.line)
        case .variable(let name): (1, name, 0)
        case .flag(let name): (2, name, 0)
        case .standard: (3, "", 0)
        }
    }
}

/// One error of the configuration.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: ExitCode
    package let origin: ConfigurationOrigin
    /// A sentence without a full stop: what is wrong, and what would be right. It never holds a secret.
    package let sentence: String

    package init(_ code: ExitCode? = nil, at origin: ConfigurationOrigin, _ sentence: String) {
        self.code = code ?? origin.exitCode
        self.origin = origin
        self.sentence = sentence
    }

    package var description: String { "\(origin): \(sentence)" }
}

/// A value that was accepted although it does not do all that its author may expect.
package struct ConfigurationNotice: Equatable, Sendable, CustomStringConvertible {
    package let origin: ConfigurationOrigin
    /// A sentence without a full stop. It never holds a secret.
    package let sentence: String

    package var description: String { "\(origin): \(sentence)" }
}

/// The error for a text that its key does not accept: what would be right, as the end of a sentence.
package struct Expectation: Error {
    package let words: String

    package init(_ words: String) {
        self.words = words
    }
}
