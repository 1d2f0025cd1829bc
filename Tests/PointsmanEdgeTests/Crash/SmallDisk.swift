import Glibc
import LinuxReactor

/// A file system of a few pages, mounted over a folder, that a test fills up. Needs CAP_SYS_ADMIN.
@Reactor
struct SmallDisk {
    let folder: String
    private var ballast: String { "\(folder)/ballast" }

    init(over folder: String) async throws {
        self.folder = folder
        try await Self.run(["/bin/mount", "-t", "tmpfs", "-o", "size=64k,mode=0755", "pointsman-test", folder])
    }

    /// Writes until nothing more goes in.
    func fill() throws {
        let file = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError(call: "open \(ballast)", code: errno) }
        defer { close(file) }
        let page = [UInt8](repeating: 0, count: 4096)
        var pages = 0
        while write(file, page, page.count) > 0 {
            pages += 1
            // Somebody has taken the small one away: never fill the machine's own.
            guard pages <= 16 else {
                unlink(ballast)
                throw SystemError(call: "fill \(folder): it is no small disk any more", code: EFBIG)
            }
        }
        guard errno == ENOSPC else { throw SystemError(call: "write \(ballast)", code: errno) }
    }

    func free() {
        unlink(ballast)
    }

    /// Nothing on it can be written any more, or again.
    func setReadOnly(_ isReadOnly: Bool) async throws {
        try await Self.run(["/bin/mount", "-o", "remount,\(isReadOnly ? "ro" : "rw")", folder])
    }

    func unmount() async {
        try? await Self.run(["/bin/umount", "--lazy", folder])
    }

    private static func run(_ words: [String]) async throws {
        let child = try ChildProcess(.init(words[0], Array(words.dropFirst()), environment: ["PATH=/usr/bin:/bin"]))
        guard await child.ended(until: .now + .seconds(60)) == 0 else {
            throw SystemError(call: words.joined(separator: " "), code: EIO)
        }
    }
}
