import Glibc
import LinuxReactor

/// Runs programs to their end, such as initdb.
@Reactor
enum Program {
    /// The whole environment of the lab's children.
    nonisolated static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8"]

    /// Runs `words` with its output appended to `log`. If it fails, throws the end of its log.
    static func run(_ words: [String], log: String) async throws(LabError) {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw LabError("\(log) can't be written: \(String(cString: strerror(errno)))") }
        defer { close(output) }
        let child: ChildProcess
        do {
            child = try ChildProcess(
                .init(
                    words[0], Array(words.dropFirst()), environment: environment, descriptors: [nil, output, output]))
        } catch {
            throw LabError("\(words[0]) can't be started: \(error)")
        }
        let code = await child.ended(until: .now + .seconds(300))
        if code == nil { child.signal(SIGKILL) }
        guard code == 0 else {
            let ending = code.map { "exit code \($0)" } ?? "no end within 300 s"
            throw LabError("\(words.joined(separator: " ")): \(ending); \(log) ends with:\n\(TextFile.tail(of: log))")
        }
    }

    static func remove(_ path: String) async {
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", path], environment: environment)).ended()
    }
}
