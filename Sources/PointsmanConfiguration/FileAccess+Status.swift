import Glibc
import PointsmanFormats

extension FileAccess {
    /// Folders that are often file systems of their own, and that many users share.
    private static let shared = [
        "/", "/boot", "/dev", "/dev/shm", "/etc", "/home", "/media", "/mnt", "/opt", "/proc", "/root", "/run",
        "/run/lock", "/srv",
        "/sys", "/tmp", "/usr", "/usr/local", "/var", "/var/lib", "/var/log", "/var/run", "/var/tmp",
    ]

    /// The access to the open `file`, by its fstat(2) and by its folders. It blocks.
    init(of file: String, _ status: stat) {
        self.init(bits: status.st_mode & 0o7777, isRoots: status.st_uid == 0)
        // If no other user may read the file, the folders do not matter.
        guard bits & 0o077 != 0 else { return }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard realpath(file, &buffer) != nil else {
            isReplaceable = true
            return
        }
        let real = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // The kubelet's links lead from the volume's root to a folder for each version.
        let folders = Self.folders(of: real) + Self.folders(of: file)
        isReplaceable = !folders.allSatisfy(Self.isKept)
        isMounted = Self.isMounted(real, status.st_dev)
    }

    /// The folders above `path`, the nearest first.
    private static func folders(of path: String) -> [String] {
        var folders: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            folders.append(rest.isEmpty ? "/" : String(rest))
        }
        return folders
    }

    /// Whether only root and this user may replace what is in the folder. In a sticky folder, as the kubelet's volumes
    /// are, no other user may either.
    private static func isKept(_ folder: String) -> Bool {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_uid == 0 || status.st_uid == geteuid() else { return false }
        return status.st_mode & 0o022 == 0 || status.st_mode & S_ISVTX != 0
    }

    /// Whether a file system begins at the file or at a folder above it that is none of ``shared``.
    private static func isMounted(_ path: String, _ device: dev_t) -> Bool {
        var last = (path: path, device: device)
        for folder in folders(of: path) {
            var status = stat()
            guard stat(folder, &status) == 0 else { return false }
            if status.st_dev != last.device { return !shared.contains(last.path) }
            last = (folder, status.st_dev)
        }
        return false
    }
}
