import Glibc
package import LinuxReactor

/// Runs the operator's command when something has changed, with the changes in its environment.
///
/// One run at a time. A change during a run waits for its end, and of changes of one kind only the latest one is kept: a hook
/// learns the state, not the history. The command is started without a shell. One that fails again and again runs less often.
@Reactor
package final class Hook {
    /// A name and its value.
    package typealias Variable = (name: String, value: String)

    private let program: String
    private let arguments: [String]
    private let environment: [String]
    private let timeLimit: Duration
    private let mercy: Duration
    private let log: @Sendable (HookNote) -> Void
    private var waiting: [(kind: String, variables: [Variable])] = []
    private var work: Task<Void, Never>?
    private var brake = RestartBrake()
    private var notBefore = ContinuousClock.now
    private var lastFailure: ContinuousClock.Instant?

    /// - Parameters:
    ///   - environment: the variables that every run gets, such as `PATH`. Nothing else is inherited, so no secret is.
    ///   - timeLimit: after this the command and the processes that it started get SIGTERM.
    ///   - mercy: after this much more they get SIGKILL.
    package init(
        program: String, arguments: [String], environment: [Variable], timeLimit: Duration,
        mercy: Duration = .seconds(2), log: @escaping @Sendable (HookNote) -> Void
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment.map { "\($0.name)=\($0.value)" }
        self.timeLimit = timeLimit
        self.mercy = mercy
        self.log = log
    }

    /// Runs the command with `variables`, now or after the runs that are under way or wait.
    /// - Parameter kind: of what has changed; a run for an earlier change of this kind that still waits is dropped.
    package func fire(_ variables: [Variable], about kind: String = "") {
        waiting.removeAll { $0.kind == kind }
        waiting.append((kind, variables))
        guard work == nil else { return }
        work = Reactor.task {
            while !self.waiting.isEmpty {
                await Reactor.sleep(until: self.notBefore)
                guard !self.waiting.isEmpty else { break }
                let variables = self.waiting.removeFirst().variables
                if await !self.run(variables) { self.noteFailure() }
            }
            self.work = nil
        }
    }

    private func noteFailure() {
        let now = ContinuousClock.now
        notBefore = now + brake.pause(afterRunning: lastFailure.map { now - $0 } ?? .zero)
        lastFailure = now
    }

    /// Suspends until no run is under way or waits.
    package func settled() async {
        await work?.value
    }

    /// - Returns: whether the command succeeded.
    private func run(_ variables: [Variable]) async -> Bool {
        do throws(SystemError) {
            let pipe = try Descriptor.pipe()
            let child = try ChildProcess(
                .init(
                    program, arguments, environment: environment + variables.map { "\($0.name)=\($0.value)" },
                    descriptors: [nil, pipe.writing.number, pipe.writing.number]))
            let output = HookOutput(reading: pipe.reading.number, log: log)
            let reading = Reactor.task { await output.read() }
            let isDone = await end(child)
            output.finish()
            // The pipe stays open until its reader is done.
            await reading.value
            withExtendedLifetime(pipe) {}
            return isDone
        } catch {
            log(.notStarted(error))
            return false
        }
    }

    private func end(_ child: ChildProcess) async -> Bool {
        if let code = await child.ended(until: .now + timeLimit) {
            log(.ended(code: code))
            return code == 0
        }
        child.signalGroup(SIGTERM)
        _ = await child.ended(until: .now + mercy)
        child.signalGroup(SIGKILL)
        _ = await child.ended()
        log(.tookTooLong(timeLimit))
        return false
    }
}
