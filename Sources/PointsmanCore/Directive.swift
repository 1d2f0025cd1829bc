/// What the core tells the shell.
package enum Directive: Equatable, Sendable {
    /// Always comes back as ``Event/finished(_:_:)``.
    case perform(OperationID, Operation)
    /// The whole plan, when it changed.
    case probe(ProbePlan)
    /// ``Conductor/status`` has changed. Probes change it all the time, so that it is put together only where somebody looks.
    case publish
    /// Whom to ask about the member that writes are to move to, when it changed; nil asks nobody.
    case consult(Consultation?)
    /// Which other agents to ask what they see, when that changed; nil asks none.
    case askPeers(PeerQuestion?)
    /// Where to look for opinion sources, when it changed.
    case seek(SourceSearch)
    case record(Decision)
    /// Whether PgBouncer is to leave a second between two logins, when it changed: where it leads nobody is let in, and by its own
    /// pace it would try fifty times a second for as long as a client asks.
    case limitLogins(Bool)
    /// Send ``Event/wake`` then; replaces the moment asked for before.
    case wake(at: Instant)
}
