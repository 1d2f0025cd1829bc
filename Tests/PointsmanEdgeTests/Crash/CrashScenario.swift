/// The work of the agent's whose every step is a point to be killed at.
enum CrashScenario: String, CaseIterable, Sendable {
    /// It starts against a pooler that goes on with an earlier agent's route.
    case start
    /// It starts against a pooler that was left paused, and takes that up.
    case adoption
    /// An operator holds and releases.
    case hold
    /// The primary dies and the standby is promoted.
    case reroute
    /// The same, where the route can't be written until the hold is over and clients are turned away.
    case readOnly

    /// Whether writes go to the standby in the end.
    var movesRoute: Bool { self == .reroute || self == .readOnly }
}
