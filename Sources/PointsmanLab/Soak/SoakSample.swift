import Glibc

/// What Linux tells of the agent at one moment.
struct SoakSample: Sendable {
    var memoryMB = 0.0
    var descriptors = 0.0
    var threads = 0.0
    /// Children that have ended and that it has not waited for.
    var zombies = 0.0
    /// All that it, its pooler and its guard have logged so far.
    var logBytes = 0.0

    /// Nil where the process has ended.
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
