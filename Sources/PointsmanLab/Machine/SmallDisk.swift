import Glibc
import LinuxReactor

/// A file system of a few megabytes, mounted over a folder, that can be filled up. Needs CAP_SYS_ADMIN.
@Reactor
struct SmallDisk {
    let folder: String
    private var ballast: String { "\(folder)/ballast" }

    /// Mounts it, empty and owned by `postgres`.
    func mount(megabytes: Int, log: String) async throws(LabError) {
        try await Program.run(
            ["mount", "-t", "tmpfs", "-o", "size=\(megabytes)M,mode=0700", "pointsman-lab", folder], log: log)
        try ServerUser.own(folder)
    }

    /// Writes until it is full.
    func fill() throws(LabError) {
        let file = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LabError("\(ballast) can't be written: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        let chunk = [UInt8](repeating: 0, count: 4096)
        while write(file, chunk, chunk.count) > 0 {}
        guard errno == ENOSPC else { throw LabError("\(ballast) can't be filled: \(String(cString: strerror(errno)))") }
    }

    func free() {
        unlink(ballast)
    }

    /// Unmounts it, even while files on it are open.
    func unmount(log: String) async {
        try? await Program.run(["umount", "--lazy", folder], log: log)
    }

    /// Unmounts every file system below `path`, so that the files there can be removed.
    static func remove(below path: String, log: String) async {
        for line in (TextFile.read("/proc/self/mounts") ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1, words[1].hasPrefix(path + "/") else { continue }
            await SmallDisk(folder: String(words[1])).unmount(log: log)
        }
    }
}
