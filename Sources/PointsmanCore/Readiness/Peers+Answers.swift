extension Peers {
    /// What a peer has answered.
    struct Heard: Codable, Equatable, Sendable {
        let peer: IPAddress
        var latest: PeerWord
        /// The latest answer that says whether the peer has a route; an answer that says nothing does not replace it.
        var statement: PeerWord?
    }

    /// A peer's route to a member that rested here when the answer came.
    struct Doubt: Codable, Equatable, Sendable {
        let member: MemberID
        /// The number of refusals in a row by then.
        let failures: Int
        /// Whether the member has been asked since.
        var isSettled = false
    }
}
