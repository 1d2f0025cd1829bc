/// The sessions of a primary whose commits wait for a synchronous standby (wait event `SyncRep`), at one moment.
package enum CommitWaits: Equatable, Sendable {
    /// None that the role may see waits, and other roles' sessions are hidden. This is not "none".
    case unknown
    case none
    /// So many at least.
    /// - Parameter oldest: when the statement of the first of them began, in microseconds; where two looks bring the same, it has
    ///   waited from one to the other.
    case waiting(sessions: Int, oldest: Int64, SynchronousStandbys)
}
