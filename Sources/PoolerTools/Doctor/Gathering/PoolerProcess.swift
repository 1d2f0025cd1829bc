/// PgBouncer's process in /proc (proc(5)).
enum PoolerProcess {
    /// The process by its pidfile, or else the only one that listens on `port`; nil if neither can be seen.
    static func find(pidFile: String, listeningOn port: UInt16) -> Int32? {
        if pidFile.hasPrefix("/"), let text = SmallFile.read(pidFile),
            let number = text.split(whereSeparator: \.isWhitespace).first.flatMap({ Int32($0) }), isPgBouncer(number)
        {
            return number
        }
        let sockets = listeners(on: port)
        let processes = (SmallFile.names(in: "/proc") ?? []).compactMap { Int32($0) }.filter(isPgBouncer)
        let listening = processes.filter { process in
            (SmallFile.names(in: "/proc/\(process)/fd") ?? []).contains { name in
                SmallFile.link("/proc/\(process)/fd/\(name)").map(sockets.contains) ?? false
            }
        }
        return listening.count == 1 ? listening[0] : nil
    }

    static func facts(_ process: Int32) -> Gathered<ProcessFacts> {
        guard let limits = SmallFile.read("/proc/\(process)/limits"), let most = mostFiles(in: limits) else {
            return .unseen("/proc/\(process)/limits can't be read by this user")
        }
        return .seen(
            ProcessFacts(
                processID: process, mostFiles: most, openFiles: SmallFile.names(in: "/proc/\(process)/fd")?.count))
    }

    /// The soft limit in `Max open files            1024                 524288               files`.
    static func mostFiles(in limits: String) -> Int? {
        let name = "Max open files"
        guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let words = line.dropFirst(name.count).split(separator: " ")
        return words.first.flatMap { $0 == "unlimited" ? .max : Int($0) }
    }

    private static func isPgBouncer(_ process: Int32) -> Bool {
        SmallFile.read("/proc/\(process)/comm")?.hasPrefix("pgbouncer") ?? false
    }

    /// `socket:[INODE]` of each socket that listens on `port` (state 0A).
    private static func listeners(on port: UInt16) -> Set<String> {
        let digits = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
        let lines = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap(SmallFile.read).flatMap { $0.split(separator: "\n") }
        return Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard words.count > 9, words[1].hasSuffix(suffix), words[3] == "0A" else { return nil }
                return "socket:[\(words[9])]"
            })
    }
}
