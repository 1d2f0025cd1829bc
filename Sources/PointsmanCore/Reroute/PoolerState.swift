/// What is known of the pooler.
package enum PoolerState: Codable, Equatable, Sendable {
    /// The console has not been heard of yet.
    case unknown
    /// The console answers. `holdsWrites`: a database for writes is paused or turns clients away. `leadsTo`: the member
    /// that it sends writes to, as an earlier agent left it; nil means nowhere. `share`: how many connections its pools
    /// may open there. `isRefusing`: the guard has let clients go at the end of their hold, as ``Operation/refuse``
    /// does.
    case up(holdsWrites: Bool, leadsTo: MemberID? = nil, share: Int? = nil, isRefusing: Bool = false)
    /// The console can't be reached; the sentence says what was tried and what came back.
    case down(String)

    package var isUp: Bool {
        if case .up = self { true } else { false }
    }
}
