package import Glibc

/// Replaces a file as a whole: a reader sees the old text or the new one, never half of either.
package enum AtomicFile {
    private static let mostBytes = 16 << 20

    /// The new text goes into a file beside it, whose name is no other file's, and which then gets its name.
    /// - Parameters:
    ///   - mode: the permissions that it gets, such as 0o600.
    ///   - owner: whom it is given to; nil leaves it ours.
    ///   - durably: whether it must survive the loss of power; that blocks until the disk has it.
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

    /// Writes over the file that is there, in the room that it has: the last resort where the disk has none for a second
    /// one. A reader may see half of each.
    package static func overwrite(_ path: String, with text: String) throws(SystemError) {
        let descriptor = try Descriptor.overwriting(path)
        // What does not fit must not leave half of itself.
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

    /// The text of the file at `path`, one of our own or of /proc; nil where there is none.
    /// - Throws: EFBIG where it is larger than any of those can be.
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
