/// One thing that is wrong in the configuration.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: ExitCode
    package let origin: ConfigurationOrigin
    /// What is wrong and what would be right, without a full stop. Never holds a secret.
    package let sentence: String

    package init(_ code: ExitCode? = nil, at origin: ConfigurationOrigin, _ sentence: String) {
        self.code = code ?? origin.exitCode
        self.origin = origin
        self.sentence = sentence
    }

    package var description: String { "\(origin): \(sentence)" }
}
