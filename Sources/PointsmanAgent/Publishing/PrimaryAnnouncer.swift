import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// Tells the app which server is the primary whenever a confirmed route changes that: first by `primary.env`, then by
/// the hook, which may read it. The hook is told of other events, too, if `hook_events` wants that.
@Reactor
final class PrimaryAnnouncer {
    private let file: PrimaryEnvFile
    private var hook: Hook?
    private var command: [String] = []
    private var scope = HookEvents.all
    private let log: Logger
    private var latest: PrimaryEnv?
    private var work: Task<Void, Never>?
    private var announced: PrimaryEnv?
    private var written: PrimaryEnv?
    private let writing = Waiter()
    /// The incident that is under way, or has just ended; nil if there is none.
    private let incident: @Reactor () -> String?
    /// That of the latest change.
    private var incidentOfLatest: String?

    private static let hookTimeLimit = Duration.seconds(30)

    init(_ configuration: Configuration, log: Logger, incident: @escaping @Reactor () -> String? = { nil }) {
        self.log = log
        self.incident = incident
        file = PrimaryEnvFile(path: "\(configuration.runtimeDirectory)/primary.env")
        take(hook: configuration.hook, configuration.hookEvents)
    }

    /// Runs another command from now on, first with the latest content; a run that is under way may end.
    func take(hook command: [String], _ scope: HookEvents) {
        self.scope = scope
        guard command != self.command else { return }
        self.command = command
        hook = command.first.map { [log] program in
            let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
            return Hook(
                program: program, arguments: Array(command.dropFirst()), environment: [("PATH", path)],
                timeLimit: Self.hookTimeLimit, log: { HookLog.write($0, to: log) })
        }
        if let announced { fire(announced) }
    }

    func take(_ status: Status) {
        guard status.isConfirmed, let setting = status.setting else { return }
        let content = PrimaryEnv(
            region: status.primary?.member.region, member: setting.writes.member, timeline: setting.writes.timeline)
        guard content != latest else { return }
        latest = content
        incidentOfLatest = incident()
        guard work == nil else { return }
        work = Reactor.task {
            while let content = self.latest, content != self.announced { await self.announce(content) }
            self.work = nil
        }
    }

    /// Has the hook run for an event, if it is to know more than the primary.
    func take(_ event: StatusEvent) {
        guard scope == .all else { return }
        let variables: [Hook.Variable] = [
            ("POINTSMAN_EVENT", event.kind.rawValue), ("POINTSMAN_INCIDENT", incident() ?? ""),
        ]
        hook?.fire(variables + event.variables, about: event.kind.rawValue)
    }

    /// Suspends until `primary.env` has the latest content, or can't be written, for at most `limit`.
    func isWritten(within limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        while written != latest, await writing.wait(until: deadline) == .poked {}
    }

    private func announce(_ content: PrimaryEnv) async {
        announced = content
        if let error = await file.write(content) { log.error("primary.env: \(error)") }
        written = content
        writing.poke()
        fire(content)
    }

    private func fire(_ content: PrimaryEnv) {
        let variables: [Hook.Variable] = [
            ("POINTSMAN_EVENT", "primary"), ("PRIMARY_REGION", content.region?.code ?? ""),
            ("POINTSMAN_INCIDENT", incidentOfLatest ?? ""),
            ("PRIMARY_MEMBER", content.member?.description ?? ""),
            ("TIMELINE", content.timeline?.description ?? ""),
        ]
        hook?.fire(variables, about: "primary")
    }
}
