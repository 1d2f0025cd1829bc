/// A fence file that can't be believed. An agent that took it for "no fence" would follow a stale primary, so it is told
/// to a person instead.
package struct FenceFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where in the file and what is wrong there.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
