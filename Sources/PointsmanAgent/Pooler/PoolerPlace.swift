/// The place of one PgBouncer process among those that share a port.
struct PoolerPlace: Equatable, Sendable {
    /// From 1.
    var number = 1
    var count = 1

    /// What it is called in the log and in sentences.
    var name: String { count == 1 ? "PgBouncer" : "PgBouncer process \(number)" }
}
