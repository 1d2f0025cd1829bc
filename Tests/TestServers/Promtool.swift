import Glibc
import LinuxReactor

/// What Prometheus' own tool says of metrics.
package enum Promtool {
    /// - Returns: nothing where it has nothing against `metrics`, else its words.
    @Reactor
    package static func check(metrics: String) async throws -> String {
        var template = Array("/tmp/pointsman-promtool-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let file = fopen("\(folder)/metrics", "w") else { throw SystemError(call: "fopen", code: errno) }
        fputs(metrics, file)
        fclose(file)
        let command = "promtool check metrics < \(folder)/metrics > \(folder)/words 2>&1"
        let code = try await ChildProcess(.init("/bin/sh", ["-c", command], environment: ["PATH=/usr/bin:/bin"]))
            .ended(until: .now + .seconds(60))
        let words = read("\(folder)/words")
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
        return code == 0 ? "" : "promtool ends with \(code.map(String.init) ?? "nothing"): \(words)"
    }

    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
