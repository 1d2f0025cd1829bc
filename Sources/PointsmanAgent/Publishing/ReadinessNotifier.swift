import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// Tells systemd what the status says: READY once, when it first is, and always the route or the reason in STATUS.
@Reactor
final class ReadinessNotifier {
    private let notifier = Notifier()
    private let waiter = Waiter()
    private var latest: Status?
    private var told: String?
    private var isReadyTold = false
    private var isStopping = false

    /// A start that waits for its first primary asks for more time this often, for this much.
    private static let patience = (every: Duration.seconds(10), by: Duration.seconds(30))

    func take(_ status: Status) {
        latest = status
        waiter.poke()
    }

    /// Sends what is new, until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await tell()
            if await waiter.wait(until: isReadyTold ? nil : .now + Self.patience.every) == .deadline {
                await notifier.send(.extendTimeout(Self.patience.by))
            }
        }
    }

    func stopping() async {
        isStopping = true
        await notifier.send(.stopping, .status("stopping"))
    }

    /// Runs `work` between RELOADING and READY.
    func reload(_ work: () async -> Void) async {
        await notifier.send(.reloading)
        await work()
        await notifier.send(.ready)
    }

    private func tell() async {
        guard let status = latest, !isStopping else { return }
        let sentence = StatusSentence.text(status)
        let isFirstReady = status.readiness.isReady && !isReadyTold
        guard sentence != told || isFirstReady else { return }
        told = sentence
        if isFirstReady {
            isReadyTold = true
            await notifier.send(.ready, .status(sentence))
        } else {
            await notifier.send(.status(sentence))
        }
    }
}
