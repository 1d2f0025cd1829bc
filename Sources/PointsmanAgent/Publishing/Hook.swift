import Glibc
package import LinuxReactor

/// Runs the operator's command when something has changed, with what has changed in its environment.
///
/// One run at a time. What changes while one is at work waits for its end, and only the latest of that is kept: a hook
/// tells the state, not the history. It is started without a shell. One that fails again and again runs less often.
@Reactor
package final class Hook {
    /// `NAME` and value.
    package typealias Variable = (name: String, value: String)

    private let program: String
    private let arguments: [String]
    private let environment: [String]
    private let timeLimit: Duration
    private let mercy: Duration
    private let log: @Sendable (HookNote) -> Void
    private var latest: [Variable]?
    private var work: Task<Void, Never>?
    private var brake = RestartBrake()
    private var notBefore = ContinuousClock.now
    private var lastFailure: ContinuousClock.Instant?

    /// - Parameters:
    ///   - environment: what every run sees, such as `PATH`; nothing is inherited besides, so no secret is.
    ///   - timeLimit: after it the command and what it started get SIGTERM.
    ///   - mercy: after that much more, SIGKILL.
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

    /// Has the command run with `variables`, now or after the run under way.
    package func fire(_ variables: [Variable]) {
        latest = variables
        guard work == nil else { return }
        work = Task { @Reactor in
            while self.latest != nil {
                await Reactor.sleep(until: self.notBefore)
                guard let variables = self.latest else { break }
                self.latest = nil
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

    /// Suspends until nothing runs and nothing waits: at most two time limits with their mercies and a pause between.
    package func settled() async {
        await work?.value
    }

    /// - Returns: whether it did what it should.
    private func run(_ variables: [Variable]) async -> Bool {
        do throws(SystemError) {
            let pipe = try Descriptor.pipe()
            let child = try ChildProcess(
                .init(
                    program, arguments, environment: environment + variables.map { "\($0.name)=\($0.value)" },
                    descriptors: [nil, pipe.writing.number, pipe.writing.number]))
            let output = HookOutput(reading: pipe.reading.number, log: log)
            let reading = Task { @Reactor in await output.read() }
            let isDone = await end(child)
            output.finish()
            // The pipe stays open until its reader is done with it.
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
