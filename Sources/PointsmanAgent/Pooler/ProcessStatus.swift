import Glibc
import LinuxReactor

/// The status of a process by /proc/PID/status (proc(5)). It blocks: not for the reactor.
struct ProcessStatus {
    /// The effective user and group.
    let user: uid_t
    let group: gid_t
    /// Whether a seccomp filter is active in the process.
    let isFiltered: Bool

    /// - Parameter name: a process id, or `self`. Nil if the process is gone or hidden.
    init?(_ name: String) {
        guard let text = try? AtomicFile.read("/proc/\(name)/status") else { return nil }
        func words(_ key: String) -> [Substring] {
            let line = text.split(separator: "\n").first { $0.hasPrefix("\(key):") }
            return line?.dropFirst(key.count + 1).split(whereSeparator: \.isWhitespace) ?? []
        }
        guard let user = words("Uid").dropFirst().first.flatMap({ uid_t($0) }),
            let group = words("Gid").dropFirst().first.flatMap({ gid_t($0) })
        else { return nil }
        self.user = user
        self.group = group
        isFiltered = words("Seccomp").first == "2"
    }

    /// The processes whose program's name begins with this.
    static func processes(named name: String) -> [Int32] {
        guard let stream = opendir("/proc") else { return [] }
        defer { closedir(stream) }
        var found: [Int32] = []
        while let entry = readdir(stream) {
            let text = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let process = Int32(text), self.name(of: process)?.hasPrefix(name) == true { found.append(process) }
        }
        return found
    }

    /// The program's name of a process; nil if the process is gone or hidden.
    static func name(of process: Int32) -> String? {
        guard let text = try? AtomicFile.read("/proc/\(process)/comm") else { return nil }
        return text.split(separator: "\n").first.map(String.init)
    }

    /// The owner of a file in /proc; it is root if the kernel protects the process (PR_SET_DUMPABLE, prctl(2)).
    static func owner(of path: String) -> uid_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_uid : nil
    }
}

/// The security module that restricts ptrace access (Documentation/admin-guide/LSM/Yama.rst).
enum Yama {
    /// The restriction: 0 is none, 1 allows a process only its descendants, 2 takes CAP_SYS_PTRACE, 3 forbids all. Nil
    /// if the module is not active.
    static var scope: Int? {
        guard let text = try? AtomicFile.read("/proc/sys/kernel/yama/ptrace_scope") else { return nil }
        return text.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }
}

/// The user namespace of this process (user_namespaces(7)).
enum UserNamespace {
    /// Whether it is another one than the machine's, which maps every identifier. The namespaces of other processes
    /// can't be read if copies of their descriptors are refused.
    static var isNested: Bool {
        guard let text = try? AtomicFile.read("/proc/self/uid_map") else { return false }
        return text.split(whereSeparator: \.isWhitespace).last != "4294967295"
    }
}
