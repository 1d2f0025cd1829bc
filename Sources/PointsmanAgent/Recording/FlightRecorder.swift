import LinuxReactor
import Logging
import PointsmanCore
import PointsmanRecording
import Synchronization

/// Records what goes through the conductor, so that an incident can be told and replayed later (Incidents.md).
///
/// The reactor only puts entries into a bounded queue; a thread of its own codes and writes them in batches. What the queue has no room
/// for is counted, and recorded as a gap. A disk that is full or can't be written to is said once, and tried again.
@Reactor
final class FlightRecorder {
    private struct Queue {
        var entries: [RecorderEntry] = []
        var missing = 0
    }

    private var queue = Queue()
    /// Whether the next entry must be the conductor's state.
    private(set) var wantsState = true
    private let files: FileRoom
    private let log: Logger
    private let waiter = Waiter()
    private var trouble: String?
    private var isEnding = false
    /// The steps that were lost since the start, for the metrics.
    private(set) var lost = 0

    /// The most entries that wait: some ten seconds of a burst.
    static let mostWaiting = 8_192
    /// How long entries wait for others to be written with them.
    private static let batchInterval = Duration.milliseconds(500)
    /// So many entries are not kept waiting.
    private static let batch = 512

    init(folder: String, mostBytes: Int, header: RecordingHeader, log: Logger) {
        files = FileRoom(RecordingFiles(folder: folder, mostBytes: mostBytes, header: header))
        self.log = log
    }

    func take(_ state: Conductor.State, at now: Instant, wallMicroseconds: Int64) {
        guard hasRoom else { return }
        put(.state(state, now, wallMicroseconds: wallMicroseconds, missing: queue.missing))
        queue.missing = 0
        wantsState = false
    }

    func take(wallMicroseconds: Int64, at now: Instant) {
        if hasRoom, !wantsState { put(.clock(wallMicroseconds, now)) }
    }

    func take(_ event: Event, _ directives: [Directive], at now: Instant) {
        guard hasRoom, !wantsState else {
            wantsState = true
            queue.missing += 1
            lost += 1
            return
        }
        put(.step(event, directives, now))
    }

    private var hasRoom: Bool { queue.entries.count < Self.mostWaiting }

    private func put(_ entry: RecorderEntry) {
        queue.entries.append(entry)
        if queue.entries.count == 1 || queue.entries.count == Self.batch { waiter.poke() }
    }

    /// Writes what comes, until ``end()``.
    func run() async {
        while !isEnding {
            if queue.entries.isEmpty { _ = await waiter.wait() }
            guard !isEnding, !Task.isCancelled else { break }
            if queue.entries.count < Self.batch { _ = await waiter.wait(until: .now + Self.batchInterval) }
            await write()
        }
    }

    /// Writes what is left.
    func end() async {
        isEnding = true
        waiter.poke()
        await write()
    }

    private func write() async {
        let entries = queue.entries
        queue.entries = []
        guard !entries.isEmpty else { return }
        let files = files
        let result = await offReactor { files.write(entries) }
        lost += result.lost
        if result.isDue { wantsState = true }
        guard result.trouble != trouble else { return }
        trouble = result.trouble
        if let trouble {
            log.warning("the flight recorder records nothing for now: \(trouble); the agent goes on without it")
        } else {
            log.notice("the flight recorder records again")
        }
    }
}

/// Keeps the files for one thread at a time.
private final class FileRoom: Sendable {
    private let files: Mutex<RecordingFiles>

    init(_ files: consuming RecordingFiles) {
        self.files = Mutex(files)
    }

    func write(_ entries: [RecorderEntry]) -> (lost: Int, isDue: Bool, trouble: String?) {
        files.withLock { files in
            let lost = files.write(entries)
            return (lost, files.isDue, files.trouble)
        }
    }
}
