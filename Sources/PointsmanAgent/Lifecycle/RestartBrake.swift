/// The pause before a process that has ended is started again: none the first time, since an outage lasts until the
/// next start; then longer each time if it ends again and again.
package struct RestartBrake: Sendable {
    private var ends = 0

    private static let first = Duration.milliseconds(100)
    private static let longest = Duration.seconds(30)
    /// A process that has run for this long has started well: its end counts as a first one again.
    private static let wellBegun = Duration.seconds(5)

    package init() {}

    /// The pause before the next start.
    /// - Parameter duration: how long the process has run; zero if it could not be started.
    package mutating func pause(afterRunning duration: Duration = .zero) -> Duration {
        if duration >= Self.wellBegun { ends = 0 }
        defer { ends = min(ends + 1, 16) }
        return ends == 0 ? .zero : min(Self.longest, Self.first * (1 << (ends - 1)))
    }
}
