import Glibc
package import LinuxReactor

/// A server process of the lab's: started by this program, or by an earlier one that recorded its process id and start
/// time. Only a process that matches both is ever signalled.
@Reactor
package final class LabProcess {
    package let processID: Int32
    private let startTime: UInt64
    private let pidFile: String

    /// Starts `words` with its output appended to `log`, and records it in `pidFile`.
    init(starting words: [String], environment: [String], log: String, pidFile: String) throws(LabError) {
        let child = try Program.start(words, environment: environment, log: log)
        guard let entry = ProcessTable.entry(of: child.processID) else {
            throw LabError("\(words[0]) ended at once; \(log) ends with:\n\(TextFile.tail(of: log))")
        }
        processID = child.processID
        startTime = entry.startTime
        self.pidFile = pidFile
        // Reaps the process when it ends, so that it leaves no zombie.
        Reactor.task { _ = await child.ended() }
        try TextFile.write("\(processID) \(startTime)\n", to: pidFile, mode: 0o644)
    }

    /// The process that an earlier program recorded; nil if there is none, or it has ended.
    init?(recordedIn pidFile: String) {
        let words = (TextFile.read(pidFile) ?? "").split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let processID = Int32(words[0]), let startTime = UInt64(words[1]) else { return nil }
        self.processID = processID
        self.startTime = startTime
        self.pidFile = pidFile
        if !isAlive { return nil }
    }

    package var isAlive: Bool {
        guard let entry = ProcessTable.entry(of: processID) else { return false }
        return entry.startTime == startTime && !entry.hasEnded
    }

    package func signal(_ signal: Int32) {
        if isAlive { kill(processID, signal) }
    }

    /// Suspends until it has ended or `deadline` passes; returns whether it has ended.
    package func ended(until deadline: ContinuousClock.Instant) async -> Bool {
        while isAlive {
            if ContinuousClock.now >= deadline { return false }
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        unlink(pidFile)
        return true
    }

    /// Kills it and its children together: it is stopped first, so that it starts no child that would be missed.
    package func killWithChildren() async {
        signal(SIGSTOP)
        let children = ProcessTable.children(of: processID)
        signal(SIGKILL)
        for child in children { kill(child, SIGKILL) }
        _ = await ended(until: .now + .seconds(60))
        while children.contains(where: ProcessTable.isAlive) {
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
    }

    /// Stops it and then its children, since no further ones can start; returns when all are stopped.
    func freezeWithChildren() async {
        signal(SIGSTOP)
        let all = [processID] + ProcessTable.children(of: processID)
        for child in all.dropFirst() { kill(child, SIGSTOP) }
        while all.contains(where: { ProcessTable.entry(of: $0)?.isRunning == true }) {
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
    }

    /// Lets it and its children go on.
    func thawWithChildren() {
        for child in ProcessTable.children(of: processID) { kill(child, SIGCONT) }
        signal(SIGCONT)
    }

    /// Asks it to end by `signal`; if it has not ended after `patience`, it and its children are killed.
    package func end(by signal: Int32, patience: Duration) async {
        self.signal(signal)
        if await ended(until: .now + patience) { return }
        await killWithChildren()
    }
}
