import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanRecording

/// What goes through the conductor, for the flight recorder and for the incident that is under way. It decides nothing.
@Reactor
final class Chronicle {
    /// Nil if the operator wants none.
    let recorder: FlightRecorder?
    private var watch: IncidentWatch
    /// The time since 1970 at the clock's zero, as told last, and when it was looked at.
    private var origin: Int64?
    private var lookedAt = Instant(nanoseconds: 0)
    let tally = IncidentTally()
    /// The incident that the last event has ended.
    private var ended: IncidentID?
    private var lostSteps = 0
    private var listeners: [@Reactor (IncidentWatch.Change) -> Void] = []

    private static let clockInterval = Duration.seconds(1)
    /// A clock that differs by so much was set.
    private static let tolerance: Int64 = 10_000

    init(_ configuration: Configuration, instance: String, log: Logger) {
        recorder = FlightRecorder(configuration, instance: instance, log: log)
        watch = IncidentWatch(instance: instance)
    }

    /// The incident that is under way, or has ended by the event that is being handled; nil if there is none.
    var incident: IncidentID? { watch.current ?? ended }

    /// Its story so far.
    func report(at now: Instant) -> IncidentReport? { watch.report(at: now) }

    /// Adds one who wants to hear of incidents, when they begin and end.
    func listen(_ listener: @escaping @Reactor (IncidentWatch.Change) -> Void) { listeners.append(listener) }

    /// Before the conductor takes an event.
    func prepare(_ state: @autoclosure () -> Conductor.State, at now: Instant) {
        look(at: now)
        guard let recorder, recorder.wantsState, let origin else { return }
        recorder.take(state(), at: now, wallMicroseconds: origin + now.nanoseconds / 1_000)
    }

    /// After it.
    func take(_ event: Event, _ directives: [Directive], at now: Instant) {
        recorder?.take(event, directives, at: now)
        if let lost = recorder?.lost, lost != lostSteps {
            lostSteps = lost
            tally.note(lostSteps: lost)
        }
        ended = nil
        for change in watch.take(event, directives, at: now) {
            if case .ended(let report) = change {
                ended = report.id
                tally.count(report)
            }
            listeners.forEach { $0(change) }
        }
    }

    private func look(at now: Instant) {
        guard origin == nil || now - lookedAt >= Self.clockInterval else { return }
        lookedAt = now
        let origin = Self.wallMicroseconds - now.nanoseconds / 1_000
        if let known = self.origin, abs(origin - known) <= Self.tolerance { return }
        if self.origin != nil { recorder?.take(wallMicroseconds: origin + now.nanoseconds / 1_000, at: now) }
        self.origin = origin
        watch.take(wallMicroseconds: origin + now.nanoseconds / 1_000, at: now)
    }

    static var wallMicroseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}
