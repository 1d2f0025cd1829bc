import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// Tells the app which server is the primary whenever a confirmed route changes that: first by `primary.env`, then by
/// the hook, which may read it.
@Reactor
final class PrimaryAnnouncer {
    private let file: PrimaryEnvFile
    private var hook: Hook?
    private var command: [String] = []
    private let log: Logger
    private var latest: PrimaryEnv?
    private var work: Task<Void, Never>?
    private var announced: PrimaryEnv?
    private var written: PrimaryEnv?
    private let writing = Waiter()

    private static let hookTimeLimit = Duration.seconds(30)

    init(_ configuration: Configuration, log: Logger) {
        self.log = log
        file = PrimaryEnvFile(path: "\(configuration.runtimeDirectory)/primary.env")
        take(hook: configuration.hook)
    }

    /// Runs another command from now on, first with the latest content; a run that is under way may end.
    func take(hook command: [String]) {
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
        guard work == nil else { return }
        work = Reactor.task {
            while let content = self.latest, content != self.announced { await self.announce(content) }
            self.work = nil
        }
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
        hook?.fire([
            ("POINTSMAN_EVENT", "primary"), ("PRIMARY_REGION", content.region?.code ?? ""),
            ("PRIMARY_MEMBER", content.member?.description ?? ""), ("TIMELINE", content.timeline?.description ?? ""),
        ])
    }
}
