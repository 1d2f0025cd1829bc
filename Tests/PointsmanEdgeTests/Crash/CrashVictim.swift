/// What is killed at a point, by SIGKILL, or stopped there, by SIGSTOP, until the longest hold would be over.
enum CrashVictim: String, CaseIterable, Sendable {
    case agent
    case pooler
    /// The agent.
    case stuck
    case guardStuck
    case bothStuck

    /// Whether it is stopped, and goes on later.
    var isStopped: Bool { self != .agent && self != .pooler }

    /// Whether its guard is stopped, so that there has to be one.
    var stopsGuard: Bool { self == .guardStuck || self == .bothStuck }
}
