import Synchronization

/// Counts the conductor's progress: whoever makes it beats, whoever watches compares two counts.
package final class Heartbeat: Sendable {
    private let beats = Atomic<UInt64>(0)

    package init() {}

    /// To be called for each event that was handled to its end, from anywhere.
    package func beat() {
        beats.add(1, ordering: .relaxed)
    }

    package var count: UInt64 { beats.load(ordering: .relaxed) }
}
