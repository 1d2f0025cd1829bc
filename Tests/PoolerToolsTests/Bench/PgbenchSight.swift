import Glibc
import Synchronization

/// What /proc shows of the pgbenches that connect to one of `ports`.
final class PgbenchSight: Sendable {
    struct Process: Sendable {
        let id: Int32
        let commandLine: String
        let environment: String
        /// Where it logs.
        let folder: String
        let folderMode: mode_t
    }

    private let ports: [String]
    private let processes = Mutex<[Int32: Process]>([:])

    init(port ports: [UInt16]) {
        self.ports = ports.map { "port='\($0)'" }
    }

    var seen: [Process] { processes.withLock { Array($0.values) } }

    func look() {
        guard let stream = opendir("/proc") else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let id = Int32(name) else { continue }
            let words = Self.read("/proc/\(id)/cmdline").split(separator: "\0").map(String.init)
            guard words.first?.hasSuffix("/pgbench") == true,
                let log = words.first(where: { $0.hasPrefix("--log-prefix=") }),
                ports.contains(where: { words.last?.contains($0) == true })
            else { continue }
            let path = log.drop { $0 != "/" }
            let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex))
            var status = stat()
            stat(folder, &status)
            let process = Process(
                id: id, commandLine: words.joined(separator: " "), environment: Self.read("/proc/\(id)/environ"),
                folder: folder, folderMode: status.st_mode)
            processes.withLock { $0[id] = process }
        }
    }

    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
