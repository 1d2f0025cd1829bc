/// What one round of discovery brought.
package enum DiscoveryResult: Equatable, Sendable {
    /// Never empty: an empty answer is a failure.
    case members([Member])
    /// A sentence that says who was asked for what and what came back.
    case failure(String)
}
