import Synchronization

/// Passes a peer's question on, at most once in a while: any program that reaches the address may ask, and a flood of
/// questions must not keep the conductor busy.
final class PeerKnock: Sendable {
    /// In nanoseconds: well below the time for which the conductor probes more often after a question (``Peers``).
    private static let rest: Int64 = 50_000_000

    private let last = Atomic<Int64>(.min / 2)
    private let heartbeat: Heartbeat
    private let pass: @Sendable () -> Void

    init(heartbeat: Heartbeat, pass: @escaping @Sendable () -> Void) {
        self.heartbeat = heartbeat
        self.pass = pass
    }

    /// Passes a question on without waiting. A conductor that stands still gets none, so that they don't queue up.
    func knock() {
        let now = Heartbeat.monotonicNanoseconds()
        let latest = last.load(ordering: .relaxed)
        guard now - latest >= Self.rest, heartbeat.standstill == nil,
            last.compareExchange(expected: latest, desired: now, ordering: .relaxed).exchanged
        else { return }
        pass()
    }
}
