/// How far behind the primary a standby may be that takes reads.
package enum ReplicaLag: Equatable, Sendable {
    /// So much write-ahead log that it has not replayed.
    case bytes(UInt64)
    /// For how long it may not have seen what the primary has.
    case time(Duration)
}
