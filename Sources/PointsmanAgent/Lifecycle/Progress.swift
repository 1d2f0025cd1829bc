import LinuxReactor

/// Tells whether the conductor still handles events: gives it one and looks whether the heart beats.
struct Progress: Sendable {
    let heartbeat: Heartbeat
    /// Hands the conductor an event that changes nothing.
    let knock: @Sendable () async -> Void

    /// False where the conductor has not moved within a second.
    func isMade() async -> Bool {
        let before = heartbeat.count
        Task { await knock() }
        // Not the reactor's timer: the reactor may be what is stuck.
        for _ in 0..<100 {
            if heartbeat.count != before { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
