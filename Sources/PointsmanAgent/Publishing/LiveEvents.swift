import Glibc
import LinuxReactor
package import Logging
import PointsmanCore
package import PointsmanFormats
package import StatusServer
import Synchronization

/// Tells what happens to this instance to all who want to know: `/v1/events`, the page, the hook and the log.
package final class LiveEvents: Sendable {
    /// The events for those who follow.
    package let feed: EventFeed
    private let latest = Mutex<[EventRecord]>([])
    @Reactor private var watch = StatusEvents()
    private let log: Logger
    private let tell: @Reactor (StatusEvent) -> Void
    /// The drills that were told of.
    package let drills: DrillRecord

    /// How many of the latest events are listed.
    private static let most = 100

    /// - Parameters:
    ///   - run: the name of this run of the agent.
    ///   - drillFile: the file that remembers when a drill passed; nil for none.
    ///   - tell: gets each event that the hook is to know.
    package init(
        run: String = LiveEvents.run(), log: Logger, drillFile: String? = nil,
        tell: @escaping @Reactor (StatusEvent) -> Void = { _ in }
    ) {
        feed = EventFeed(run: run)
        drills = DrillRecord(path: drillFile)
        self.log = log
        self.tell = tell
    }

    /// The latest events, the oldest first.
    package var records: [EventRecord] { latest.withLock { $0 } }

    @Reactor
    func take(_ status: Status) {
        for event in watch.take(status) {
            let time = UTCTime.text()
            let id = feed.add(event.kind.rawValue, JSONWriter.text(event.json(time: time)))
            latest.withLock { records in
                records.append(EventRecord(event, time: time, id: id))
                if records.count > Self.most { records.removeFirst() }
            }
            guard event.kind != .change else { continue }
            // An ordinary start is told at info alone.
            let level = event.kind == .ready ? Logger.Level.info : .notice
            log.log(level: level, "\(event.sentence)", metadata: LogFields.metadata(Self.fields(event, id)))
            tell(event)
        }
    }

    private static func fields(_ event: StatusEvent, _ id: String) -> [(name: String, value: JSONValue)] {
        [
            ("event", .string(event.kind.rawValue)), ("id", .string(id)), ("rule", .string(event.rule.rawValue)),
            ("readiness", .string(event.readiness)), ("member", .optional(event.primary.map { "\($0)" })),
            ("former", .optional(event.formerPrimary.map { "\($0)" })),
        ]
    }

    /// A name for this run: the time of its start, in milliseconds.
    package static func run() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return String(Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000, radix: 36)
    }
}
