import Glibc

/// The facts about a process in /proc (proc(5)).
enum ProcessTable {
    struct Entry: Equatable {
        let name: String
        let state: Character
        let parent: Int32
        /// The clock ticks from boot to the start: together with the process id they identify one process for ever.
        let startTime: UInt64

        var hasEnded: Bool { state == "Z" || state == "X" }
        /// Whether it has neither ended nor been stopped by a signal.
        var isRunning: Bool { !hasEnded && state != "T" }
    }

    /// Nil if there is no such process.
    static func entry(of processID: Int32) -> Entry? {
        guard let text = TextFile.read("/proc/\(processID)/stat"), let open = text.firstIndex(of: "("),
            let close = text.lastIndex(of: ")")
        else { return nil }
        // The fields after the name, which may contain anything: the state is field 3, the start time field 22.
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let state = fields[0].first, let parent = Int32(fields[1]),
            let startTime = UInt64(fields[19])
        else { return nil }
        return Entry(
            name: String(text[text.index(after: open)..<close]), state: state, parent: parent, startTime: startTime)
    }

    static func children(of processID: Int32) -> [Int32] {
        let text = TextFile.read("/proc/\(processID)/task/\(processID)/children")
        return (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }

    /// The children of all its threads: each child belongs to the thread that started it.
    static func childrenOfThreads(of processID: Int32) -> [Int32] {
        items(in: "/proc/\(processID)/task").flatMap { thread in
            (TextFile.read("/proc/\(processID)/task/\(thread)/children") ?? "").split(separator: " ")
                .compactMap { Int32($0) }
        }
    }

    /// The names in a folder.
    static func items(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let item = readdir(folder) {
            let name = withUnsafeBytes(of: item.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    static func isAlive(_ processID: Int32) -> Bool {
        entry(of: processID)?.hasEnded == false
    }

    /// The processes with one of `names` whose command line contains `word`.
    static func processes(named names: Set<String>, mentioning word: String) -> [Int32] {
        var found: [Int32] = []
        for name in items(in: "/proc") {
            guard let processID = Int32(name), let entry = entry(of: processID), names.contains(entry.name),
                TextFile.read("/proc/\(processID)/cmdline")?.contains(word) == true
            else { continue }
            found.append(processID)
        }
        return found
    }
}
