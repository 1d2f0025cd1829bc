/// A moment in the agent's work at which something can be killed, in the words of what was just seen.
struct CrashPoint: Hashable, Sendable {
    /// Such as `PAUSE "app": has reached PgBouncer`.
    let label: String
    /// Which one of those with this label: by it a point is the same in every run, though files and commands overtake
    /// each other.
    let occurrence: Int
}
