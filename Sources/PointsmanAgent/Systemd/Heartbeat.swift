import Glibc
import Synchronization

/// Notes the conductor's progress: whoever makes it beats, whoever watches looks at the count or at how old the last beat
/// is. Neither waits for anything.
package final class Heartbeat: Sendable {
    /// A heart that rests for longer stands still: the conductor is given an event once a second at least.
    package static let longestRest = Duration.seconds(3)

    private let beats = Atomic<UInt64>(0)
    private let last: Atomic<Int64>
    private let now: @Sendable () -> Int64

    /// - Parameter now: nanoseconds of a clock that never goes back, and stands while the machine is suspended.
    package init(now: @escaping @Sendable () -> Int64 = Heartbeat.monotonicNanoseconds) {
        self.now = now
        last = Atomic(now())
    }

    /// To be called for each event that was handled to its end, from anywhere.
    package func beat() {
        last.store(now(), ordering: .relaxed)
        beats.add(1, ordering: .relaxed)
    }

    package var count: UInt64 { beats.load(ordering: .relaxed) }

    /// For how long the conductor has made no progress; nil while it does.
    package var standstill: Duration? {
        let age = Duration.nanoseconds(now() - last.load(ordering: .relaxed))
        return age > Self.longestRest ? age : nil
    }

    package static let monotonicNanoseconds: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
