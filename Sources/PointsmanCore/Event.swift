/// What the shell tells the core.
package enum Event: Codable, Equatable, Sendable {
    case discovery(DiscoveryResult)
    case observed(Observation)
    /// The link to a member was lost while no probe was under way.
    case linkLost(MemberID, ProbeFailure)
    /// The pooler's log tells of server connections that ended under a client or with a server's farewell, a moment ago.
    case serversLost([LostConnection])
    /// The pooler has told this many clients of the databases for writes an error of its own, a moment ago; its log says so.
    case clientsFailed(count: Int)
    /// A trial of the fence's statement at a member has brought this.
    case fenceTried(MemberID, FenceTrial)
    /// The result of a look at the sessions of a primary.
    case commitsSeen(MemberID, CommitWaits)
    /// The result of a login at a primary.
    case roomTried(MemberID, RoomTrial)
    /// A server that is being dialled asks for the password: it accepts sessions, and the probe will soon tell what it
    /// is.
    case passwordRequested(MemberID)
    case opinion(Opinion)
    /// The result of a look for an opinion source beside a member.
    case source(OpinionSource, at: MemberID, SourcePresence)
    /// The addresses of the app's instances that DNS names, and all addresses of this instance that are known, the most
    /// certain one first.
    case fleet([IPAddress], own: [IPAddress])
    /// The answer of another instance's agent.
    case peer(PeerWord)
    /// Another instance's agent asks what this one sees.
    case askedByPeer
    case pooler(PoolerState)
    case finished(OperationID, Outcome)
    /// The result of the look that ``Directive/inspect(_:)`` asked for.
    case inspected(OperationID, PoolerSight)
    case request(OperatorRequest)
    /// A notice of another agent of the fleet, or of this one; the shell has verified its signature.
    case notice(HeardNotice)
    /// This many notices came that are not signed with the fleet's secret.
    case forgedNotices(Int)
    /// An operator had the agent read its configuration again: logins that were refused may succeed by now.
    case reloaded
    /// The operator has chosen otherwise: everything is decided by this from now on.
    indirect case policy(Policy)
    /// The moment that ``Directive/wake(at:)`` named has come.
    case wake
    case shutdown
}
