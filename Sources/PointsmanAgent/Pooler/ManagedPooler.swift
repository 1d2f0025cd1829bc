import Glibc
import LinuxReactor
import Logging
import PointsmanFormats

/// Runs PgBouncer: adopts the one that an earlier agent has left, else starts it, and starts it again, later each time,
/// when it ends.
///
/// It is in a session of its own and goes on when we don't. Its log comes to us; one that was adopted has lost whom it
/// spoke to, and is silent until it is started again.
@Reactor
final class ManagedPooler {
    private let command: ChildProcess.Command
    private let output: PoolerLog
    private let pidFile: String
    private let iniFile: String
    private let log: Logger
    private var process: ChildProcess?
    private var isStopping = false

    private static let pauses: [Duration] = [0, 100, 200, 500, 1_000, 2_000, 5_000].map { .milliseconds($0) }

    /// - Parameter onLostServers: called when it has lost several server connections at about the same time.
    init(_ files: ManagedFiles, log: Logger, onLostServers: @escaping () -> Void) throws(StartError) {
        do {
            output = try PoolerLog(log: log, onLostServers: onLostServers)
        } catch {
            throw StartError(.systemError, "\(error)")
        }
        var command = files.command
        command.descriptors = [nil, output.descriptor, output.descriptor]
        self.command = command
        pidFile = files.ini.pidFile
        iniFile = files.ini.path
        self.log = log
    }

    /// Runs until it is cancelled; PgBouncer goes on.
    func run() async {
        let reading = Task { @Reactor in await self.output.run() }
        defer { reading.cancel() }
        var starts = 0
        process = adopted()
        while !Task.isCancelled, !isStopping {
            let began = ContinuousClock.now
            if process == nil {
                await Reactor.sleep(until: began + Self.pauses[min(starts, Self.pauses.count - 1)])
                starts += 1
                start()
            }
            guard let process else { continue }
            guard let code = await process.ended() else { return }
            self.process = nil
            if isStopping { return }
            log.error("PgBouncer ended with code \(code); starting it again")
            if ContinuousClock.now - began > .seconds(30) { starts = 0 }
        }
    }

    /// Ends PgBouncer: lets open transactions end for as long as `drainTimeout`, then doesn't.
    func stop(drainTimeout: Duration) async {
        isStopping = true
        guard let process else { return }
        // PgBouncer's SIGINT waits for open transactions; SIGTERM does not (up to 1.22, later it is the other way).
        for (signal, patience) in [(SIGINT, drainTimeout), (SIGTERM, .seconds(1)), (SIGKILL, .seconds(5))] {
            process.signal(signal)
            if await process.ended(until: .now + patience) != nil { return }
        }
        log.error("PgBouncer (process \(process.processID)) did not end")
    }

    private func start() {
        do {
            let started = try ChildProcess(command)
            log.info("started PgBouncer as process \(started.processID)")
            process = started
        } catch {
            log.error("PgBouncer could not be started: \(error)")
        }
    }

    /// The PgBouncer of an earlier agent: the process in the pid file, if its command line names our ini file.
    private func adopted() -> ChildProcess? {
        guard let text = try? AtomicFile.read(pidFile),
            let processID = Int32(text.split(whereSeparator: \.isWhitespace).first ?? ""),
            let words = try? AtomicFile.read("/proc/\(processID)/cmdline"),
            words.split(separator: "\0").last.map(String.init) == iniFile
        else { return nil }
        let process = try? ChildProcess(adopting: processID)
        if process != nil { log.info("adopted PgBouncer, process \(processID)") }
        return process
    }
}
