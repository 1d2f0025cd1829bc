/// What the core tells the shell to do.
package enum Directive: Codable, Equatable, Sendable {
    /// Always comes back as ``Event/finished(_:_:)``.
    case perform(OperationID, Operation)
    /// Inspect the pooler without changing it; always comes back as ``Event/inspected(_:_:)``, unless the pooler is
    /// gone.
    case inspect(PoolerInspection)
    /// The whole probe plan, when it changed.
    case probe(ProbePlan)
    /// Close the link to this member and dial again at once: a server that is shutting down may still answer on an old
    /// connection.
    case redial(MemberID)
    /// ``Conductor/status`` has changed. Each probe changes it, so the shell renders it only if a reader asks.
    case publish
    /// Which sources to ask about the member that writes are to move to, when that changed; nil asks none.
    case consult(Consultation?)
    /// Which other agents to ask what they see, when that changed; nil asks none.
    case askPeers(PeerQuestion?)
    /// Ask DNS at once, with this time limit for each question: the primary is lost, and DNS's answer tells whether our
    /// own network is.
    case lookUp(within: Duration)
    /// How soon to ask DNS again, whatever lifetime its answers have, when that changed; nil goes by the lifetime. The name of an
    /// endpoint leads to the new primary when its provider has changed it, and clients wait for that.
    case discover(every: Duration?)
    /// Where to look for opinion sources, when it changed.
    case seek(SourceSearch)
    /// When the guard releases the clients, should this process not have done so by then; nil while it holds none. This
    /// directive comes before the operation that begins to hold them.
    case limitHold(until: Instant?)
    case record(Decision)
    /// Writes go on after an incident: log its result in one line.
    case close(Incident)
    /// Sign this notice and send it to all agents through this member.
    case notify(FleetNotice, at: MemberID)
    /// Whether PgBouncer is to wait a second between two logins, when that changed. At a server that accepts no login
    /// it would otherwise try some fifty times a second for as long as a client asks.
    case limitLogins(Bool)
    /// Send ``Event/wake`` at this moment; replaces the moment asked for before.
    case wake(at: Instant)
}
