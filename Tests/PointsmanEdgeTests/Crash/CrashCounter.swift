import LinuxReactor

/// Counts the points that the agent's work passes, and kills at a chosen one: the one place that the proxy before the
/// console and the watch on the state folder report to. Production code has no switch for it.
@Reactor
final class CrashCounter {
    private var wanted = 0
    private var count = 0
    private var kill: (() -> Void)?
    /// Where it has killed, and when; nil before.
    private(set) var fired: (point: CrashPoint, at: ContinuousClock.Instant)?
    /// The labels that were passed since it was armed.
    private(set) var passed: [String] = []

    var isArmed: Bool { kill != nil }

    /// From now on counts, and calls `kill` at point number `wanted`.
    func arm(at wanted: Int, kill: @escaping () -> Void) {
        self.wanted = wanted
        self.kill = kill
        count = 0
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
        // The canary's nudges repeat for as long as a login takes; the first one stands for all.
        if label.hasPrefix("SHOW VERSION"), passed.contains(label) { return false }
        count += 1
        passed.append(label)
        guard count == wanted else { return false }
        kill()
        self.kill = nil
        fired = (CrashPoint(number: count, label: label), .now)
        return true
    }
}
