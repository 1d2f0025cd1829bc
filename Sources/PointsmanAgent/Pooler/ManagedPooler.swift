import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanFormats

/// Runs PgBouncer: adopts the one that an earlier agent has left, or else starts it. When it ends it is started again,
/// with longer and longer pauses.
///
/// It has a session of its own and goes on when the agent ends. The agent reads its log; an adopted one has lost its
/// reader, and is silent until it is started again.
@Reactor
final class ManagedPooler {
    private let command: ChildProcess.Command
    private let output: PoolerLog
    private let complaints: ComplaintTally
    private let files: ManagedFiles
    private let listen: ListenProbe?
    private let isHidden: Bool
    /// What it is called in our log.
    private let name: String
    private let log: Logger
    private var process: ChildProcess?
    private var isStopping = false
    /// How the last process ended. The same may be the reason why the next one can't be reached.
    private var lastEnd: String?
    /// Why PgBouncer can't be reached; nil if nothing is known to be wrong.
    private(set) var trouble: String? {
        didSet { if let trouble, trouble != oldValue { log.error("\(name): \(trouble)") } }
    }

    /// - Parameters:
    ///   - listen: what must be free before it is started; nil where it may be shared.
    ///   - isHidden: whether one that an earlier agent has left answers though its process can't be seen.
    ///   - complaints: what its log complains of; begun once there is a log to be heard.
    ///   - onLostServers: called with the server connections that its log tells to be lost.
    ///   - onFailedClients: gets the databases of the clients that failed, by PgBouncer's log.
    ///   - onRefusedPassword: called when a server has refused its password.
    init(
        _ files: ManagedFiles, program: String, listen: ListenProbe?, isHidden: Bool, name: String = "PgBouncer",
        log: Logger,
        complaints: ComplaintTally, onLostServers: @escaping ([LostServer]) -> Void,
        onFailedClients: @escaping ([String]) -> Void, onRefusedPassword: @escaping () -> Void
    ) throws(StartError) {
        do {
            output = try PoolerLog(
                of: name, log: log, complaints: complaints, onLostServers: onLostServers,
                onFailedClients: onFailedClients,
                onRefusedPassword: onRefusedPassword)
        } catch {
            throw StartError(.systemError, "\(error)")
        }
        var command = files.command(program)
        command.descriptors = [nil, output.descriptor, output.descriptor]
        self.command = command
        self.files = files
        self.listen = listen
        self.isHidden = isHidden
        self.name = name
        self.log = log
        self.complaints = complaints
    }

    /// Runs until it is cancelled; PgBouncer goes on.
    func run() async {
        let reading = Reactor.task { await self.output.run() }
        defer { reading.cancel() }
        var brake = RestartBrake()
        process = adopted()
        while !Task.isCancelled, !isStopping {
            let began = ContinuousClock.now
            if process == nil { await start() }
            if let process {
                guard let code = await process.ended() else { return }
                self.process = nil
                if isStopping { return }
                lastEnd = "it ended with code \(code) and is started again; its own last lines in the log say why"
                trouble = lastEnd
            }
            let now = ContinuousClock.now
            await Reactor.sleep(until: now + brake.pause(afterRunning: now - began))
        }
    }

    /// Ends PgBouncer: waits up to `drainTimeout` for open transactions, then ends it anyway.
    func stop(drainTimeout: Duration) async {
        isStopping = true
        guard let process else { return }
        // SIGINT waits for open transactions; SIGTERM does not (up to 1.22; later releases swap the two).
        for (signal, patience) in [(SIGINT, drainTimeout), (SIGTERM, .seconds(1)), (SIGKILL, .seconds(5))] {
            process.signal(signal)
            if await process.ended(until: .now + patience) != nil { return }
        }
        log.error("\(name) (process \(process.processID)) did not end")
    }

    /// Ends a process that an earlier agent has left and that is one too many now.
    static func end(_ files: ManagedFiles, name: String, drainTimeout: Duration, log: Logger) async {
        guard let processID = files.running, let process = try? ChildProcess(adopting: processID) else { return }
        log.notice(
            "\(name), process \(processID), is one more than pooler_processes: it is ended once its transactions are")
        for (signal, patience) in [(SIGINT, drainTimeout), (SIGTERM, .seconds(1)), (SIGKILL, .seconds(5))] {
            process.signal(signal)
            if await process.ended(until: .now + patience) != nil { return }
        }
    }

    private func start() async {
        if let listen, let found = await offReactor({ listen.trouble() }) {
            trouble =
                isHidden && found.mayPass
                ? "its process can't be seen from here (PrivateUsers= or another PID namespace), so it can't be started again or "
                    + "ended; its console answers" : found.sentence
            return
        }
        guard !isStopping else { return }
        // The file is no running PgBouncer's. The one that has ended would count as alive until it is reaped, another
        // process may have its number by now, and if the file is a pipe the next PgBouncer would read for ever.
        unlink(files.ini.pidFile)
        do {
            let started = try ChildProcess(command)
            log.info("started \(name) as process \(started.processID)")
            process = started
            complaints.listen()
            trouble = lastEnd
        } catch {
            trouble = "it could not be started: \(error)"
        }
    }

    private func adopted() -> ChildProcess? {
        guard let processID = files.running else { return nil }
        let process = try? ChildProcess(adopting: processID)
        if process != nil { log.info("adopted \(name), process \(processID)") }
        return process
    }
}
