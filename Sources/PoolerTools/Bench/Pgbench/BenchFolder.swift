import Glibc
import LinuxReactor

/// A temporary folder that only our user can read. Its file operations block: not for the reactor.
struct BenchFolder: Sendable {
    let path: String

    init() throws(SystemError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let pattern = "\(parent.isEmpty ? "/tmp" : parent)/pointsman-bench-XXXXXX"
        var template = Array(pattern.utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp \(pattern)", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// - Returns: the file's path.
    func write(_ text: String, to name: String) throws(SystemError) -> String {
        try AtomicFile.write(text, to: "\(path)/\(name)", mode: 0o600)
        return "\(path)/\(name)"
    }

    /// Reads and removes the logs of one run of pgbench, a file for each thread.
    func takeLogs(_ prefix: String) -> PgbenchLog {
        var log = PgbenchLog()
        for name in SmallFile.names(in: path) ?? [] where name.hasPrefix(prefix + ".") {
            log.add(Self.log("\(path)/\(name)"))
            unlink("\(path)/\(name)")
        }
        return log
    }

    func remove() {
        for name in SmallFile.names(in: path) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Reads a log in pieces: a minute of a quick server makes a hundred megabytes.
    private static func log(_ path: String) -> PgbenchLog {
        var log = PgbenchLog()
        guard let descriptor = try? Descriptor.reading(path, links: .refused) else { return log }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var kept = 0
        while true {
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor.number, $0.baseAddress! + kept, $0.count - kept)
            }
            guard count > 0 else { return log }
            var start = 0
            for end in 0..<(kept + count) where buffer[end] == UInt8(ascii: "\n") {
                log.take(buffer[start..<end])
                start = end + 1
            }
            kept += count - start
            // pgbench writes no line that fills a whole piece.
            if kept == buffer.count { return log }
            buffer.replaceSubrange(0..<kept, with: Array(buffer[start..<(start + kept)]))
        }
    }
}
