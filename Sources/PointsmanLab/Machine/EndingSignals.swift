import Glibc
import LinuxReactor

/// The signals that end a foreground command.
package enum EndingSignals {
    /// Keeps SIGINT and SIGTERM for ``next()``. Called first thing in main, so that every thread inherits it; children
    /// don't (``ChildProcess``).
    package static func block() {
        var set = signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Suspends until one of them comes, and returns it.
    package static func next() async -> Int32 {
        await offReactor {
            var set = signals
            var number: Int32 = 0
            sigwait(&set, &number)
            return number
        }
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }
}
