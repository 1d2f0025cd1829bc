import Glibc
import Synchronization

/// A record of the conductor's progress: the conductor beats, and watchers look at the count or at the age of the last
/// beat. Neither waits.
package final class Heartbeat: Sendable {
    /// The longest rest that is progress: the conductor gets an event at least once a second.
    package static let longestRest = Duration.seconds(3)

    private let beats = Atomic<UInt64>(0)
    private let last: Atomic<Int64>
    private let now: @Sendable () -> Int64

    /// - Parameter now: nanoseconds of a clock that never goes back, and stops while the machine is suspended.
    package init(now: @escaping @Sendable () -> Int64 = Heartbeat.monotonicNanoseconds) {
        self.now = now
        last = Atomic(now())
    }

    /// Notes progress. To be called after each event is handled, from any thread.
    package func beat() {
        last.store(now(), ordering: .relaxed)
        beats.add(1, ordering: .relaxed)
    }

    package var count: UInt64 { beats.load(ordering: .relaxed) }

    /// How long the conductor has made no progress; nil while it does.
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
