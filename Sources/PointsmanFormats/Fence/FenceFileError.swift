/// The error of a fence file that can't be trusted. An agent that took it for "no fence" would follow a stale primary,
/// so a person must decide.
package struct FenceFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place in the file, and what is wrong there.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
