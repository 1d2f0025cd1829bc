import Synchronization

/// Passes on that another agent has asked, at most every so often: whoever reaches the address may ask, and a flood of
/// questions must not keep the conductor busy.
final class PeerKnock: Sendable {
    /// Well below what the conductor looks at its members in after each (``Peers``).
    private static let rest: Int64 = 50_000_000

    private let last = Atomic<Int64>(.min / 2)
    private let heartbeat: Heartbeat
    private let pass: @Sendable () -> Void

    init(heartbeat: Heartbeat, pass: @escaping @Sendable () -> Void) {
        self.heartbeat = heartbeat
        self.pass = pass
    }

    /// Waits for nothing. What a conductor that stands still can't take is not queued up for it.
    func knock() {
        let now = Heartbeat.monotonicNanoseconds()
        let latest = last.load(ordering: .relaxed)
        guard now - latest >= Self.rest, heartbeat.standstill == nil,
            last.compareExchange(expected: latest, desired: now, ordering: .relaxed).exchanged
        else { return }
        pass()
    }
}
