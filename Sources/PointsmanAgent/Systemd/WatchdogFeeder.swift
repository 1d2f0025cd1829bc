import LinuxReactor

/// Feeds systemd's watchdog, on the conductor's progress and never by a timer alone (Guarantees.md, S4): a heart that has
/// not beaten since the last turn is not fed, however well the timer runs.
package struct WatchdogFeeder: Sendable {
    private let notifier: Notifier
    private let heartbeat: Heartbeat

    package init(notifier: Notifier, heartbeat: Heartbeat) {
        self.notifier = notifier
        self.heartbeat = heartbeat
    }

    /// How often the heart has to beat, so that no turn goes by without; nil where nobody watches.
    package var longestRest: Duration? { notifier.watchdogInterval.map { $0 / 3 } }

    /// Looks three times an interval until the task is cancelled; returns at once where the unit has no watchdog.
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
