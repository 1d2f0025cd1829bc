import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// Tells systemd the status: READY once, when the instance first is ready, and always the route or the reason in
/// STATUS.
@Reactor
final class ReadinessNotifier {
    private let notifier = Notifier()
    private let announcer: PrimaryAnnouncer
    private let waiter = Waiter()
    private var latest: Status?
    private var told: String?
    private var isReadyTold = false
    private var isStopping = false

    /// A start that waits for its first primary asks for more time this often, and for this much.
    private static let patience = (every: Duration.seconds(10), by: Duration.seconds(30))

    /// How long the first READY waits for `primary.env`.
    private static let patienceWithFile = Duration.seconds(5)

    /// - Parameter announcer: the announcer that gets each status first: a unit that starts after READY finds its file.
    init(after announcer: PrimaryAnnouncer) {
        self.announcer = announcer
    }

    func take(_ status: Status) {
        latest = status
        waiter.poke()
    }

    /// Sends the changes, until it is cancelled.
    func run() async {
        // Other changes do not move this moment: each probe may change the status.
        var moreTime = ContinuousClock.now + Self.patience.every
        while !Task.isCancelled {
            await tell()
            if await waiter.wait(until: isReadyTold ? nil : moreTime) == .deadline {
                await notifier.send(.extendTimeout(Self.patience.by))
                moreTime = .now + Self.patience.every
            }
        }
    }

    /// - Parameter limit: how long the stop may take; systemd waits for it, whatever the unit's `TimeoutStopSec=` is.
    func stopping(within limit: Duration) async {
        isStopping = true
        await notifier.send(.stopping, .status("stopping"), .extendTimeout(limit))
    }

    /// Runs `work` between RELOADING and READY. Neither is sent before the first READY, since that would end the start.
    func reload(_ work: () async -> Void) async {
        guard isReadyTold else { return await work() }
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
            await announcer.isWritten(within: Self.patienceWithFile)
            guard !isStopping, latest?.readiness.isReady == true else {
                told = nil
                return
            }
            isReadyTold = true
            await notifier.send(.ready, .status(sentence))
        } else {
            await notifier.send(.status(sentence))
        }
    }
}
