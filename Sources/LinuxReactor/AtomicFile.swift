package import Glibc

/// Replaces files as a whole: a reader sees the old text or the new one, never a mixture.
package enum AtomicFile {
    private static let mostBytes = 16 << 20

    /// Writes the text to a new file beside the old one, and renames it.
    /// - Parameters:
    ///   - mode: the file's permissions, such as 0o600.
    ///   - owner: the file's owner; nil keeps our user.
    ///   - durably: whether it must survive a loss of power; then this blocks until it is on disk.
    package static func write(
        _ text: String, to path: String, mode: mode_t, owner: (user: uid_t, group: gid_t)? = nil, durably: Bool = false
    ) throws(SystemError) {
        let temporary = path + ".new"
        let descriptor = try Descriptor.creating(temporary, mode: mode)
        var isInPlace = false
        defer { if !isInPlace { unlink(temporary) } }
        try put(text, into: descriptor.number, of: temporary)
        guard fchmod(descriptor.number, mode) == 0 else { throw SystemError(call: "chmod \(temporary)", code: errno) }
        if let owner, fchown(descriptor.number, owner.user, owner.group) != 0 {
            throw SystemError(call: "chown \(temporary)", code: errno)
        }
        if durably, fsync(descriptor.number) != 0 { throw SystemError(call: "fsync \(temporary)", code: errno) }
        guard rename(temporary, path) == 0 else { throw SystemError(call: "rename to \(path)", code: errno) }
        isInPlace = true
    }

    /// Overwrites the existing file in its own space: the last resort if the disk has no room for a second one. A
    /// reader may see a mixture of both texts.
    package static func overwrite(_ path: String, with text: String) throws(SystemError) {
        let descriptor = try Descriptor.overwriting(path)
        // A text that does not fit must not be written in part.
        let status = posix_fallocate(descriptor.number, 0, off_t(text.utf8.count))
        guard status == 0 else { throw SystemError(call: "fallocate \(path)", code: status) }
        try put(text, into: descriptor.number, of: path)
        guard ftruncate(descriptor.number, off_t(text.utf8.count)) == 0 else {
            throw SystemError(call: "truncate \(path)", code: errno)
        }
    }

    private static func put(_ text: String, into descriptor: Int32, of path: String) throws(SystemError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemError(call: "write \(path)", code: errno) }
            bytes = bytes.dropFirst(count)
        }
    }

    /// The text of the file at `path`, one of our own or of /proc; nil if there is none.
    /// - Throws: EFBIG if it is larger than any such file can be; otherwise the `errno` of the failed call.
    package static func read(_ path: String) throws(SystemError) -> String? {
        let descriptor: Descriptor
        do throws(SystemError) {
            descriptor = try Descriptor.reading(path, links: .refused)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor.number, &buffer, buffer.count)
            guard count >= 0 else { throw SystemError(call: "read \(path)", code: errno) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
            guard bytes.count <= mostBytes else { throw SystemError(call: "read \(path)", code: EFBIG) }
        }
    }
}
