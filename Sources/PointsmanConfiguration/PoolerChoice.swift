package import PointsmanFormats

/// Who runs PgBouncer.
package enum PoolerChoice: Equatable, Sendable {
    /// We do.
    case managed
    /// The operator does; we have its console.
    /// - Parameter ini: its own ini file, to see whether it includes ours.
    case attached(console: DatabaseURL, ini: String?)
}
