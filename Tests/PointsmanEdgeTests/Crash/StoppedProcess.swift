import Glibc

/// A process under SIGSTOP.
enum StoppedProcess {
    /// How long the kernel may take to stop all threads.
    private static let patience = Duration.seconds(5)

    /// Stops `process`, and returns once none of its threads runs any more: until then it may do another step.
    /// - Returns: false where one goes on running.
    static func stop(_ process: Int32) -> Bool {
        kill(process, SIGSTOP)
        let limit = ContinuousClock.now + patience
        while !isStopped(process) {
            guard .now < limit else { return false }
            usleep(100)
        }
        return true
    }

    private static func isStopped(_ process: Int32) -> Bool {
        guard let folder = opendir("/proc/\(process)/task") else { return true }
        defer { closedir(folder) }
        while let item = readdir(folder) {
            let thread = withUnsafeBytes(of: item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard Int32(thread) != nil else { continue }
            // The state stands behind the program's name, which stands in brackets (proc(5)); Z is one that has ended.
            let state = contents(of: "/proc/\(process)/task/\(thread)/stat")
            if !state.isEmpty, !state.contains(") T "), !state.contains(") Z ") { return false }
        }
        return true
    }
}
