/// Whether only this instance has lost the primary, as far as that is known.
package enum Reach: Codable, Equatable, Sendable {
    /// The primary is not lost.
    case undisturbed
    /// The primary is lost, and there is no evidence whether other instances have lost it too.
    case unknown
    /// Another agent has no route either.
    case everybody
    /// The agent at this address has a route to a primary that doesn't answer here.
    case cutOff(by: IPAddress, from: MemberID)
    /// No member, no DNS server and no other agent answers: the fault is in this instance's network.
    case alone

    /// The word in the status.
    package var word: String {
        switch self {
        case .undisturbed: "undisturbed"
        case .unknown: "unknown"
        case .everybody: "everybody"
        case .cutOff: "cut off"
        case .alone: "alone"
        }
    }
}
