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
    private let complaints: ComplaintTally
    private let pidFile: String
    private let iniFile: String
    private let listen: ListenAddress?
    private let log: Logger
    private var process: ChildProcess?
    private var isStopping = false
    /// How the last one ended, which speaks for a next one too that can't be reached.
    private var lastEnd: String?
    /// Why none can be reached; nil where nothing is known to be wrong.
    private(set) var trouble: String? {
        didSet { if let trouble, trouble != oldValue { log.error("PgBouncer: \(trouble)") } }
    }

    private static let pauses: [Duration] = [0, 100, 200, 500, 1_000, 2_000, 5_000].map { .milliseconds($0) }

    /// - Parameters:
    ///   - listen: what must be free before it is started; nil where it may be shared.
    ///   - complaints: what its log complains of; begun once there is a log to be heard.
    ///   - onLostServers: called when it has lost several server connections at about the same time.
    init(
        _ files: ManagedFiles, program: String, listen: ListenAddress?, log: Logger, complaints: ComplaintTally,
        onLostServers: @escaping () -> Void
    ) throws(StartError) {
        do {
            output = try PoolerLog(log: log, complaints: complaints, onLostServers: onLostServers)
        } catch {
            throw StartError(.systemError, "\(error)")
        }
        var command = files.command(program)
        command.descriptors = [nil, output.descriptor, output.descriptor]
        self.command = command
        pidFile = files.ini.pidFile
        iniFile = files.ini.path
        self.listen = listen
        self.log = log
        self.complaints = complaints
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
            lastEnd = "it ended with code \(code) and is started again; its own last lines in the log say why"
            trouble = lastEnd
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
        if let listen, let code = ListenProbe.failure(at: listen) {
            trouble = Self.sentence(listen, code)
            return
        }
        // What stands there is no PgBouncer of ours: the one that has ended would be taken for alive for as long as it is not
        // reaped, another process may have its number by now, and of a pipe the next one would never come to the end.
        unlink(pidFile)
        do {
            let started = try ChildProcess(command)
            log.info("started PgBouncer as process \(started.processID)")
            process = started
            complaints.listen()
            trouble = lastEnd
        } catch {
            trouble = "it could not be started: \(error)"
        }
    }

    private static func sentence(_ listen: ListenAddress, _ code: Int32) -> String {
        let remedy =
            switch code {
            case EADDRINUSE: "another process has that port: end it, or set pooler_listen to another one"
            case EADDRNOTAVAIL: "no interface of this machine has that address: set pooler_listen to one of its own"
            default: "set pooler_listen to an address that it may use"
            }
        return "it can't listen on \(listen) (\(String(cString: strerror(code)))); \(remedy)"
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
