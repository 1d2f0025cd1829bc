/// Why a wait ended.
package enum Wake: Sendable, Equatable {
    /// The descriptor is ready, or has an error that the next call on it will show.
    case ready
    case deadline
    /// ``Waiter/poke()`` was called.
    case poked
    /// The waiting task was cancelled.
    case cancelled
}
