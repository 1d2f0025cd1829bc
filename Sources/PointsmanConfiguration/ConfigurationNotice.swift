/// What was taken in the configuration though it does not do all that who wrote it may think.
package struct ConfigurationNotice: Equatable, Sendable, CustomStringConvertible {
    package let origin: ConfigurationOrigin
    /// Without a full stop. Never holds a secret.
    package let sentence: String

    package var description: String { "\(origin): \(sentence)" }
}
