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
}
