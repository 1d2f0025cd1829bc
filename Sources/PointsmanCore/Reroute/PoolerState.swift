/// What is known of the pooler.
package enum PoolerState: Equatable, Sendable {
    /// Nothing was heard of it yet.
    case unknown
    /// Its console answers; `holdsWrites` says that a database for writes is paused or turns clients away, `leadsTo` where
    /// it sends writes, as an earlier agent has left it: nil is nowhere; and `share` how many connections its pools may open there.
    /// `isRefusing` says that the guard has let clients go at the end of their hold, as ``Operation/refuse`` does.
    case up(holdsWrites: Bool, leadsTo: MemberID? = nil, share: Int? = nil, isRefusing: Bool = false)
    /// A sentence that says what was tried and what came back.
    case down(String)

    package var isUp: Bool {
        if case .up = self { true } else { false }
    }
}
