import Glibc
import LinuxReactor

/// Starts programs with a log, and runs them to their end, such as initdb.
@Reactor
enum Program {
    /// The whole environment of the lab's children. The PgBouncer that POINTSMAN_TEST_POOLER names comes before Debian's.
    nonisolated static let environment = [
        "PATH=\(poolerFolder)/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8",
    ]

    nonisolated private static var poolerFolder: String {
        guard let program = getenv("POINTSMAN_TEST_POOLER").map({ String(cString: $0) }),
            let slash = program.lastIndex(of: "/")
        else { return "" }
        return "\(program[..<slash]):"
    }

    /// Starts `words` with its output appended to `log`.
    static func start(
        _ words: [String], environment: [String] = environment, log: String
    ) throws(LabError) -> ChildProcess {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw LabError("\(log) can't be written: \(String(cString: strerror(errno)))") }
        defer { close(output) }
        do {
            return try ChildProcess(
                .init(
                    words[0], Array(words.dropFirst()), environment: environment, descriptors: [nil, output, output]))
        } catch {
            throw LabError("\(words[0]) can't be started: \(error)")
        }
    }

    /// Runs `words` with its output appended to `log`. If it fails, throws the end of its log.
    static func run(_ words: [String], log: String) async throws(LabError) {
        let child = try start(words, log: log)
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
