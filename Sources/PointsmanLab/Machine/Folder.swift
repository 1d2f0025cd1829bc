import Glibc

/// The lab's folders.
enum Folder {
    /// Makes `path` if it doesn't exist. Other users may pass through it but not list it: servers run under another
    /// account.
    static func make(_ path: String) throws(LabError) {
        guard mkdir(path, 0o711) == 0 || errno == EEXIST, chmod(path, 0o711) == 0 else {
            throw LabError("folder \(path) can't be made: \(String(cString: strerror(errno)))")
        }
    }

    /// A new folder with a unique name for the servers' data: in memory if there is room, since copying a server then
    /// takes a third of a second.
    static func makeForData() throws(LabError) -> String {
        let base = freeBytes("/dev/shm") > 4 << 30 ? "/dev/shm" : "/var/tmp"
        return try makeUnique(in: base)
    }

    /// A new folder with a unique name in `base`.
    package static func makeUnique(in base: String) throws(LabError) -> String {
        var template = Array("\(base)/pointsman-lab-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LabError("no folder can be made in \(base): \(String(cString: strerror(errno)))")
        }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(path, 0o711)
        return path
    }

    private static func freeBytes(_ path: String) -> UInt64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
