/// Whom readiness speaks of once a hold has run out and no member takes writes.
package enum ReadinessScope: String, CaseIterable, Sendable {
    /// This instance: it stays ready, degraded, as long as no other instance is known to do better.
    case instance
    /// The database: without a primary no instance is ready.
    case database
}
