import LinuxReactor

/// Notes the points that the agent's work passes, and kills at a chosen one: the one place that the proxy before the
/// console and the watch on the state folder report to. Production code has no switch for it.
@Reactor
final class CrashCounter {
    private var wanted: CrashPoint?
    private var kill: (() -> Void)?
    /// Where it has killed, and when; nil before.
    private(set) var fired: (point: CrashPoint, at: ContinuousClock.Instant)?
    /// Those that were passed since it was armed.
    private(set) var passed: [CrashPoint] = []

    /// From now on takes notes, and calls `kill` at `wanted`; at none where that is nil.
    func arm(at wanted: CrashPoint?, kill: @escaping () -> Void) {
        self.wanted = wanted
        self.kill = kill
        fired = nil
        passed = []
    }

    func disarm() {
        kill = nil
    }

    /// A point is reached.
    /// - Returns: whether it was the wanted one, so that something has just been killed there.
    @discardableResult
    func reach(_ label: String) -> Bool {
        guard let kill else { return false }
        let before = passed.count { $0.label == label }
        // The canary's nudges repeat for as long as a login takes; the first one stands for all.
        if before > 0, label.hasPrefix("SHOW VERSION") { return false }
        let point = CrashPoint(label: label, occurrence: before + 1)
        passed.append(point)
        guard point == wanted else { return false }
        kill()
        self.kill = nil
        fired = (point, .now)
        return true
    }
}
