import LinuxReactor

/// Feeds systemd's watchdog on the conductor's progress, never by a timer alone (Guarantees.md, S4): it is not fed if
/// there was no heartbeat since the last turn, even if the timer runs.
package struct WatchdogFeeder: Sendable {
    private let notifier: Notifier
    private let heartbeat: Heartbeat

    package init(notifier: Notifier, heartbeat: Heartbeat) {
        self.notifier = notifier
        self.heartbeat = heartbeat
    }

    /// The longest time between two heartbeats, so that no turn passes without one; nil if the unit has no watchdog.
    package var longestRest: Duration? { notifier.watchdogInterval.map { $0 / 3 } }

    /// Checks three times an interval until the task is cancelled; returns at once if the unit has no watchdog.
    package func run() async {
        guard let turn = longestRest else { return }
        var last = heartbeat.count
        while !Task.isCancelled {
            await Reactor.sleep(until: .now + turn)
            let count = heartbeat.count
            if count != last {
                await notifier.send(.watchdog)
                last = count
            }
        }
    }
}
