/// What the shell tells the core.
package enum Event: Equatable, Sendable {
    case discovery(DiscoveryResult)
    case observed(Observation)
    /// The link to a member was lost while nothing was asked on it.
    case linkLost(MemberID, ProbeFailure)
    /// The pooler's log tells of server connections that ended under a client or with a server's farewell: so many since the
    /// last time, a moment ago.
    case serversLost(count: Int)
    /// A trial of the fence's statement at a member has brought this.
    case fenceTried(MemberID, FenceTrial)
    /// A look at the sessions of a primary has brought this.
    case commitsSeen(MemberID, CommitWaits)
    /// A login at a primary has brought this.
    case roomTried(MemberID, RoomTrial)
    /// A server that is being dialled asks for the password: it takes sessions, and will say in a moment what it is.
    case answering(MemberID)
    case opinion(Opinion)
    /// A look for an opinion source beside a member has come to an end.
    case source(OpinionSource, at: MemberID, SourcePresence)
    /// The addresses of the app's instances, as DNS has them, and this instance's own where it knows it.
    case fleet([IPAddress], own: IPAddress?)
    /// What another instance's agent has said.
    case peer(PeerWord)
    /// Another instance's agent asks what this one sees.
    case askedByPeer
    case pooler(PoolerState)
    case finished(OperationID, Outcome)
    /// A look that ``Directive/inspect(_:)`` asked for has brought this.
    case inspected(OperationID, PoolerSight)
    case request(OperatorRequest)
    /// Another agent of the fleet, or this one, has said something; its signature was verified.
    case notice(HeardNotice)
    /// So many came that are not signed with the fleet's secret.
    case forgedNotices(Int)
    /// An operator has had the agent read its configuration again: what was refused may be let in by now.
    case reloaded
    /// The operator has chosen otherwise: everything is decided by this from now on.
    indirect case policy(Policy)
    /// The moment that ``Directive/wake(at:)`` named has come.
    case wake
    case shutdown
}
