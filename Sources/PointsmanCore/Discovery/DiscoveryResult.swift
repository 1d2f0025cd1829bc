/// What one round of discovery brought.
package enum DiscoveryResult: Equatable, Sendable {
    /// All members that DNS names. Never empty: an empty answer is a failure.
    case members([Member])
    /// Some members; a question that may have named others failed, which the sentence says. Takes no member away.
    case partial([Member], String)
    /// A sentence that says who was asked for what and what came back.
    case failure(String)

    /// The members that it names, and why there may be others; nil where it failed.
    package var named: (members: [Member], reason: String?)? {
        switch self {
        case .members(let members): (members, nil)
        case .partial(let members, let reason): (members, reason)
        case .failure: nil
        }
    }
}
