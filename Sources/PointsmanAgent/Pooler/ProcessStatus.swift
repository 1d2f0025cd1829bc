import Glibc
import LinuxReactor

/// What /proc/PID/status tells of a process (proc(5)). It blocks: not for the reactor.
struct ProcessStatus {
    /// The effective ones.
    let user: uid_t
    let group: gid_t
    /// Whether a seccomp filter is at work in it.
    let isFiltered: Bool

    /// - Parameter name: a process id, or `self`. Nil where it is gone or hidden.
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

    /// The processes whose program has this name.
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

    /// Its program's name; nil where it is gone or hidden.
    static func name(of process: Int32) -> String? {
        guard let text = try? AtomicFile.read("/proc/\(process)/comm") else { return nil }
        return text.split(separator: "\n").first.map(String.init)
    }

    /// The user that a file of /proc belongs to: root, where the kernel protects the process (PR_SET_DUMPABLE, prctl(2)).
    static func owner(of path: String) -> uid_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_uid : nil
    }
}

/// The security module that narrows ptrace access (Documentation/admin-guide/LSM/Yama.rst).
enum Yama {
    /// 0 leaves it as it is, 1 allows a process its descendants only, 2 takes CAP_SYS_PTRACE, 3 forbids all. Nil where it
    /// is not at work.
    static var scope: Int? {
        guard let text = try? AtomicFile.read("/proc/sys/kernel/yama/ptrace_scope") else { return nil }
        return text.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }
}

/// The user namespace that this process is in (user_namespaces(7)).
enum UserNamespace {
    /// Whether it is another one than the machine's, which maps every identifier there is. Of other processes' ones nothing is
    /// to be learnt where copies of their descriptors are refused.
    static var isNested: Bool {
        guard let text = try? AtomicFile.read("/proc/self/uid_map") else { return false }
        return text.split(whereSeparator: \.isWhitespace).last != "4294967295"
    }
}
