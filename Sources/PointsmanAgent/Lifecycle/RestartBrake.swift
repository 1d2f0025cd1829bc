/// How long to wait before that is started again which has ended: once not at all, since a crash costs as long as nobody
/// starts it again; then longer each time, where it ends again and again.
package struct RestartBrake: Sendable {
    private var ends = 0

    private static let first = Duration.milliseconds(100)
    private static let longest = Duration.seconds(30)
    /// What has run for so long has begun well: its end counts as the first one, and to start it at once costs little.
    private static let wellBegun = Duration.seconds(5)

    package init() {}

    /// The pause before the next start.
    /// - Parameter duration: how long it has run; nothing where it could not be started.
    package mutating func pause(afterRunning duration: Duration = .zero) -> Duration {
        if duration >= Self.wellBegun { ends = 0 }
        defer { ends = min(ends + 1, 16) }
        return ends == 0 ? .zero : min(Self.longest, Self.first * (1 << (ends - 1)))
    }
}
