import Glibc

/// The agent's resources at one moment, by Linux.
struct SoakSample: Sendable {
    var memoryMB = 0.0
    var descriptors = 0.0
    var threads = 0.0
    /// The number of children that have ended but were not waited for.
    var zombies = 0.0
    /// The size in bytes of all that the agent, its pooler and its guard have logged.
    var logBytes = 0.0

    /// Nil if the process has ended.
    init?(of process: Int32, log: String) {
        guard ProcessTable.isAlive(process), let status = TextFile.read("/proc/\(process)/status") else { return nil }
        func number(_ name: String) -> Double {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
            return line?.split { !$0.isNumber }.first.flatMap { Double($0) } ?? 0
        }
        memoryMB = number("VmRSS:") / 1024
        threads = number("Threads:")
        descriptors = Double(ProcessTable.items(in: "/proc/\(process)/fd").count)
        let children = ProcessTable.childrenOfThreads(of: process)
        zombies = Double(children.count { ProcessTable.entry(of: $0)?.hasEnded == true })
        var file = stat()
        logBytes = stat(log, &file) == 0 ? Double(file.st_size) : 0
    }
}
