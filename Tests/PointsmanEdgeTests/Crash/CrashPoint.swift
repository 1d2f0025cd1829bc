/// A moment in the agent's work at which something can be killed, in the words of what was just seen.
struct CrashPoint: Equatable, Sendable {
    /// Counted from when the counter was armed, from 1.
    let number: Int
    /// Such as `PAUSE "app": reached PgBouncer`.
    let label: String
}
