import LinuxReactor

/// Notes the points that the agent's work passes, and kills at a chosen one: the one place that the proxy before the
/// console and the watch on the state folder report to. Production code has no switch for it.
@Reactor
final class CrashCounter {
    private var wanted: CrashPoint?
    private var kill: (() -> Bool?)?
    private var isLost = false
    /// Where it has killed, when, and whether there was a guard by then, nil where that failed; nil before.
    private(set) var fired: (point: CrashPoint, at: ContinuousClock.Instant, hadGuard: Bool?)?
    /// Those that were passed since it was armed.
    private(set) var passed: [CrashPoint] = []

    /// From now on takes notes, and calls `kill` at `wanted`; at none where that is nil.
    /// - Parameter isLost: whether what passes there is lost, as it is where its sender or its receiver ends just then; it
    ///   arrives where one is only stopped.
    func arm(at wanted: CrashPoint?, isLost: Bool, kill: @escaping () -> Bool?) {
        self.wanted = wanted
        self.isLost = isLost
        self.kill = kill
        fired = nil
        passed = []
    }

    func disarm() {
        kill = nil
    }

    /// A point is reached.
    /// - Returns: whether what passes there is lost, since something has just been killed there.
    @discardableResult
    func reach(_ label: String) -> Bool {
        guard let kill else { return false }
        let before = passed.count { $0.label == label }
        // The canary's nudges repeat for as long as a login takes; the first one stands for all.
        if before > 0, label.hasPrefix("SHOW VERSION") { return false }
        let point = CrashPoint(label: label, occurrence: before + 1)
        passed.append(point)
        guard point == wanted else { return false }
        let hadGuard = kill()
        self.kill = nil
        fired = (point, .now, hadGuard)
        return isLost
    }
}
