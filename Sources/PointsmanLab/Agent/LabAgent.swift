import Glibc
package import LinuxReactor

/// The agent under test, as a child process, with the PgBouncer that it manages.
@Reactor
package final class LabAgent {
    private let plan: LabPlan
    private let seat: AgentSeat
    private let program: AgentProgram
    private var process: LabProcess?

    /// - Parameter seat: nil for the seat of the lab's only agent.
    init(_ program: AgentProgram, of plan: LabPlan, at seat: AgentSeat? = nil) {
        self.program = program
        self.plan = plan
        self.seat = (seat ?? plan.seat).with(program.keys)
    }

    var log: String { "\(plan.folder)/log/\(seat.name)" }
    /// The folder of its fence and of PgBouncer's file.
    var stateFolder: String { "\(folder)/state" }
    private var folder: String { "\(plan.folder)/\(seat.name)" }
    private var pidFile: String { "\(plan.folder)/pid/\(seat.name)" }

    package var isRunning: Bool { running != nil }

    private var running: LabProcess? {
        if process?.isAlive != true { process = LabProcess(recordedIn: pidFile) }
        return process
    }

    /// Shell commands that ask this lab's agent, one a line.
    package var shellCommands: [String] {
        func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
        return ["status", "doctor"].map {
            "\(quoted(program.path)) \($0) --config \(quoted("\(folder)/pointsman.ini"))"
        }
    }

    /// Starts the agent, and returns at once.
    package func start() throws(LabError) {
        try program.check()
        let privileges = program.privileges
        try privileges.check(folder: plan.folder)
        let ini = "\(folder)/pointsman.ini"
        for path in [folder, "\(folder)/state", "\(folder)/run"] {
            try Folder.make(path)
            try privileges.own(path)
        }
        try TextFile.write(AgentConfiguration.text(for: plan, at: seat, in: folder), to: ini)
        try privileges.own(ini)
        let path = try privileges.reachable(program.path, in: plan.folder)
        process = try LabProcess(
            starting: (seat.place.flatMap { plan.network?.entering($0) } ?? []) + privileges.prefix + [
                path, "run", "--config", ini,
            ],
            environment: Program.environment + seat.environment, log: log, pidFile: pidFile)
    }

    /// Gives the running agent another password of the app's, and PgBouncer other keys.
    func reload(password: String? = nil, pooler: [String] = []) throws(LabError) {
        let text = AgentConfiguration.text(
            for: plan, at: seat, in: folder, password: password, pooler: pooler)
        let (ini, new) = ("\(folder)/pointsman.ini", "\(folder)/pointsman.ini.new")
        try TextFile.write(text, to: new)
        try program.privileges.own(new)
        guard rename(new, ini) == 0 else {
            throw LabError("\(ini) can't be replaced: \(String(cString: strerror(errno)))")
        }
        signal(SIGHUP)
    }

    /// Waits until `/readyz` reports ready and not degraded. Throws after `limit`, or if the agent ends.
    package func isReady(within limit: Duration = .seconds(60)) async throws(LabError) {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let answer = await readiness(within: .seconds(2)), answer.status == 200, !answer.isDegraded { return }
            guard isRunning else {
                throw LabError("the agent ended; \(log) ends with:\n\(TextFile.tail(of: log))")
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
        throw LabError("the agent is not ready after \(limit); \(log) ends with:\n\(TextFile.tail(of: log))")
    }

    /// The answer of its `/readyz`; nil if none comes in time.
    func readiness(within limit: Duration) async -> HTTPAnswer? {
        await HTTPAnswer.get("/readyz", at: seat.address, port: seat.httpPort, until: .now + limit)
    }

    /// A number in its status, such as `"share"`; nil if it is missing, or no answer comes.
    func number(_ name: String) async -> Int? {
        let answer = await HTTPAnswer.get(
            "/v1/status", at: seat.address, port: seat.httpPort, until: .now + .seconds(2))
        guard let text = answer?.text, let place = text.firstRange(of: "\"\(name)\":") else { return nil }
        return Int(text[place.upperBound...].drop { $0 == " " }.prefix { $0.isNumber })
    }

    /// Waits until its status names `address`, as it does soon after DNS has named it. Returns whether it did.
    func knows(_ address: String, within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            let answer = await HTTPAnswer.get(
                "/v1/status", at: seat.address, port: seat.httpPort, until: .now + .seconds(2))
            if answer?.text.contains(address) == true { return true }
            await Reactor.sleep(until: .now + .milliseconds(100))
        }
        return false
    }

    /// Waits until its status holds `words`. Returns whether it did.
    func says(_ words: String, within limit: Duration) async -> Bool { await knows(words, within: limit) }

    /// Kills its PgBouncer alone, as the kernel's out-of-memory killer may; returns when it is gone.
    func killPooler() async throws(LabError) {
        guard let pooler = poolerProcessID, ProcessTable.entry(of: pooler)?.name == "pgbouncer" else {
            throw LabError("the agent has no PgBouncer to kill; \(log) ends with:\n\(TextFile.tail(of: log))")
        }
        Glibc.kill(pooler, SIGKILL)
        while ProcessTable.isAlive(pooler) { await Reactor.sleep(until: .now + .milliseconds(1)) }
    }

    /// Sends `signal` to its PgBouncer, to stop it or to let it go on.
    func signalPooler(_ signal: Int32) throws(LabError) {
        guard let pooler = poolerProcessID, ProcessTable.entry(of: pooler)?.name == "pgbouncer" else {
            throw LabError("the agent has no PgBouncer; \(log) ends with:\n\(TextFile.tail(of: log))")
        }
        Glibc.kill(pooler, signal)
    }

    /// Sends it a signal.
    func signal(_ signal: Int32) { running?.signal(signal) }

    /// The agent's process; nil if it has ended.
    var processID: Int32? { running?.processID }

    /// Kills its guard alone.
    func killGuard() throws(LabError) {
        let guards = ProcessTable.childrenOfThreads(of: processID ?? -1).filter { child in
            ProcessTable.entry(of: child).map { $0.name == "pointsman-guard" && !$0.hasEnded } ?? false
        }
        guard !guards.isEmpty else {
            throw LabError("the agent has no guard to kill; \(log) ends with:\n\(TextFile.tail(of: log))")
        }
        for found in guards { Glibc.kill(found, SIGKILL) }
    }

    /// The answer of its `/metrics`; nil if none comes in time.
    func scrape() async -> HTTPAnswer? {
        await HTTPAnswer.get("/metrics", at: seat.address, port: seat.httpPort, until: .now + .seconds(2))
    }

    /// Runs another command of the program for this instance.
    func command(_ words: [String]) async throws(LabError) {
        try await Program.run([program.path] + words + ["--socket", controlSocket], log: "\(folder)/commands")
    }

    /// Kills it, but none of the processes that it has started.
    package func kill() async {
        guard let running else { return }
        running.signal(SIGKILL)
        _ = await running.ended(until: .now + .seconds(60))
        process = nil
    }

    /// Its control socket.
    package var controlSocket: String { "\(folder)/run/control.sock" }
    /// The process id of the pooler that it manages; nil while there is none.
    package var poolerProcessID: Int32? {
        TextFile.read("\(folder)/run/pgbouncer/pgbouncer.pid")
            .flatMap { Int32($0.prefix { $0.isNumber }) }
    }

    /// Asks it to end together with its pooler; processes that outlive it are killed.
    package func stop() async {
        await running?.end(by: SIGTERM, patience: .seconds(20))
        process = nil
        let ours: Set = ["pgbouncer", "pointsman-guard"]
        for leftover in ProcessTable.processes(named: ours, mentioning: "\(folder)/") {
            Glibc.kill(leftover, SIGKILL)
        }
    }
}
