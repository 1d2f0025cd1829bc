import Glibc

/// What Linux tells of one process (proc(5)).
struct ProcessFigures {
    let process: Int32

    /// Resident memory in bytes, now and at most since ``forgetPeak()``.
    var memory: (now: Int, peak: Int) {
        let lines = contents(of: "/proc/\(process)/status").split(separator: "\n")
        func kilobytes(_ name: String) -> Int {
            lines.first { $0.hasPrefix(name) }?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
        }
        return (kilobytes("VmRSS:") << 10, kilobytes("VmHWM:") << 10)
    }

    func forgetPeak() {
        guard let file = fopen("/proc/\(process)/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// The processor time that it has used so far, of all its threads.
    var processorTime: Duration {
        // The name in parentheses may hold anything; user and system time are the 14th and 15th field.
        let text = contents(of: "/proc/\(process)/stat")
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else { return .zero }
        return .milliseconds((user + system) * 1000 / sysconf(Int32(_SC_CLK_TCK)))
    }
}
