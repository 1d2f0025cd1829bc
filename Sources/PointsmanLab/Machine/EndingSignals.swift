import Glibc
import LinuxReactor
import Synchronization

/// The signals SIGINT and SIGTERM, which end a foreground command.
///
/// They are caught, not blocked: under an asynchronous main, libdispatch parks the main thread in sigsuspend(2) with
/// every signal open, so that a mask has no effect there. Children get the default handling back (``ChildProcess``).
package enum EndingSignals {
    private static let readingEnd = Atomic<Int32>(-1)
    private static let writingEnd = Atomic<Int32>(-1)

    /// Begins to catch the signals for ``next()``.
    package static func beginToCatch() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writingEnd.store(ends[1], ordering: .relaxed)
        readingEnd.store(ends[0], ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(EndingSignals.writingEnd.load(ordering: .relaxed), &byte, 1)
            }
        }
    }

    /// Suspends until one of them comes, and returns it; nil if the task is cancelled.
    @Reactor
    static func next() async -> Int32? {
        let descriptor = readingEnd.load(ordering: .relaxed)
        var byte: UInt8 = 0
        // A readable pipe with only one reader does not block.
        while await Waiter().wait(on: descriptor) == .ready, read(descriptor, &byte, 1) != 1 {}
        return byte == 0 ? nil : Int32(byte)
    }
}
