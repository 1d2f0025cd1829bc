/// What the shell tells the core.
package enum Event: Equatable, Sendable {
    case discovery(DiscoveryResult)
    case observed(Observation)
    /// The link to a member was lost while nothing was asked on it.
    case linkLost(MemberID, ProbeFailure)
    /// A server that is being dialled asks for the password: it takes sessions, and will say in a moment what it is.
    case answering(MemberID)
    case opinion(Opinion)
    /// How many instances of the app there are, as DNS says, this one included.
    case fleet(Int)
    case pooler(PoolerState)
    case finished(OperationID, Outcome)
    case request(OperatorRequest)
    /// The moment that ``Directive/wake(at:)`` named has come.
    case wake
    case shutdown
}
