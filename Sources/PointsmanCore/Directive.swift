/// What the core tells the shell.
package enum Directive: Equatable, Sendable {
    /// Always comes back as ``Event/finished(_:_:)``.
    case perform(OperationID, Operation)
    /// Look at the pooler, to which nothing is done; always comes back as ``Event/inspected(_:_:)``, or the pooler is gone.
    case inspect(PoolerInspection)
    /// The whole plan, when it changed.
    case probe(ProbePlan)
    /// Give up the link to this member and dial it at once: a server that is going may still answer on an old one.
    case redial(MemberID)
    /// ``Conductor/status`` has changed. Probes change it all the time, so that it is put together only where somebody looks.
    case publish
    /// Whom to ask about the member that writes are to move to, when it changed; nil asks nobody.
    case consult(Consultation?)
    /// Which other agents to ask what they see, when that changed; nil asks none.
    case askPeers(PeerQuestion?)
    /// Ask DNS at once, with so much time for each question: the primary is lost, and whether DNS answers says whose loss it is.
    case lookUp(within: Duration)
    /// How soon to ask DNS again, whatever lifetime its answers have, when that changed; nil goes by the lifetime. The name of an
    /// endpoint leads to the new primary when its provider has changed it, and clients wait for that.
    case discover(every: Duration?)
    /// Where to look for opinion sources, when it changed.
    case seek(SourceSearch)
    /// When the guard lets clients go, should this process not have done so by then; nil while none waits by its doing. Told
    /// before the operation by which they come to wait.
    case limitHold(until: Instant?)
    case record(Decision)
    /// Writes go on after an incident: tell what it came to, in one line.
    case close(Incident)
    /// Sign this and send it to all agents through this member.
    case notify(FleetNotice, at: MemberID)
    /// Whether PgBouncer is to leave a second between two logins, when it changed: where it leads nobody is let in, and by its own
    /// pace it would try fifty times a second for as long as a client asks.
    case limitLogins(Bool)
    /// Send ``Event/wake`` then; replaces the moment asked for before.
    case wake(at: Instant)
}
