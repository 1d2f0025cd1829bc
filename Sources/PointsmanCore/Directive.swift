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
    /// When the guard lets clients go, should this process not have done so by then; nil while none waits by its doing. Told
    /// before the operation by which they come to wait.
    case limitHold(until: Instant?)
    case record(Decision)
    /// Send ``Event/wake`` then; replaces the moment asked for before.
    case wake(at: Instant)
}
