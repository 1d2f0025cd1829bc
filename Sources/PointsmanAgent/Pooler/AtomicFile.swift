import Glibc
import LinuxReactor

/// Replaces a file as a whole: a reader sees the old text or the new one, never half of either.
enum AtomicFile {
    /// - Parameters:
    ///   - mode: the permissions that it gets, such as 0o600.
    ///   - owner: whom it is given to; nil leaves it ours.
    ///   - durably: whether it must survive the loss of power; that blocks until the disk has it.
    static func write(
        _ text: String, to path: String, mode: mode_t, owner: (user: uid_t, group: gid_t)? = nil, durably: Bool = false
    ) throws(SystemError) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw SystemError(call: "open \(temporary)", code: errno) }
        let descriptor = Descriptor(file)
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor.number, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemError(call: "write \(temporary)", code: errno) }
            bytes = bytes.dropFirst(count)
        }
        guard fchmod(descriptor.number, mode) == 0 else { throw SystemError(call: "chmod \(temporary)", code: errno) }
        if let owner, fchown(descriptor.number, owner.user, owner.group) != 0 {
            throw SystemError(call: "chown \(temporary)", code: errno)
        }
        if durably, fsync(descriptor.number) != 0 { throw SystemError(call: "fsync \(temporary)", code: errno) }
        guard rename(temporary, path) == 0 else { throw SystemError(call: "rename to \(path)", code: errno) }
    }

    /// The text of the file at `path`; nil where there is none.
    static func read(_ path: String) throws(SystemError) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw SystemError(call: "open \(path)", code: errno)
        }
        let descriptor = Descriptor(file)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError(call: "read \(path)", code: errno) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
