package import Glibc

/// The only place that opens files (`checks/imports` enforces that). If another user has put something else where a
/// file is expected, no call here waits for it, and none is redirected.
///
/// A pipe blocks open(2) until its other end is opened, and a link leads a program with more rights to a file of
/// another user's choice. So all files are opened with O_NONBLOCK, which has no effect on regular files, and checked
/// before they are used.
extension Descriptor {
    /// The treatment of symbolic links when a name is opened.
    package enum Links: Sendable {
        /// For files of the operator, which may be links (those of Kubernetes are), and for /proc.
        case followed
        /// For files of our own.
        case refused
    }

    /// Opens a file for reading: a regular one, or a device such as /dev/null. Throws for any other kind.
    package static func reading(_ path: String, links: Links) throws(SystemError) -> Descriptor {
        let descriptor = try opened(path, O_RDONLY | (links == .refused ? O_NOFOLLOW : 0))
        try descriptor.check(path, links == .followed ? [S_IFREG, S_IFCHR] : [S_IFREG])
        return descriptor
    }

    /// Creates a new file of ours. Any file of that name, left by a crash or by another user, is removed first.
    package static func creating(_ path: String, mode: mode_t) throws(SystemError) -> Descriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        do throws(SystemError) {
            return try opened(path, flags, mode)
        } catch {
            guard error.code == EEXIST, unlink(path) == 0 else { throw error }
            return try opened(path, flags, mode)
        }
    }

    /// Opens an existing regular file of ours for overwriting. Throws if it has another hard link.
    package static func overwriting(_ path: String) throws(SystemError) -> Descriptor {
        let descriptor = try opened(path, O_WRONLY | O_NOFOLLOW)
        let status = try descriptor.check(path, [S_IFREG])
        guard status.st_nlink == 1 else {
            throw SystemError(call: "open \(path), which has other names (hard links) too", code: EPERM)
        }
        return descriptor
    }

    /// Opens a file to be locked (flock(2)), and creates it if it does not exist.
    package static func locking(_ path: String, mode: mode_t) throws(SystemError) -> Descriptor {
        let descriptor = try opened(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode)
        try descriptor.check(path, [S_IFREG])
        return descriptor
    }

    /// Opens a folder.
    package static func folder(_ path: String, links: Links) throws(SystemError) -> Descriptor {
        try opened(path, O_RDONLY | O_DIRECTORY | (links == .refused ? O_NOFOLLOW : 0))
    }

    private static func opened(_ path: String, _ flags: Int32, _ mode: mode_t = 0) throws(SystemError) -> Descriptor {
        let number = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode)
        guard number < 0 else { return Descriptor(number) }
        let code = errno
        // ENXIO: a pipe without a reader, or a socket.
        let meaning =
            switch code {
            case ELOOP: ", which is a symbolic link"
            case ENXIO: ", which is no regular file"
            default: ""
            }
        throw SystemError(call: "open \(path)\(meaning)", code: code)
    }

    /// Checks the kind of the opened file. Throws for any other kind.
    /// - Parameter kinds: the allowed kinds of S_IFMT (inode(7)).
    @discardableResult
    private func check(_ path: String, _ kinds: [mode_t]) throws(SystemError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw SystemError(call: "stat \(path)", code: errno) }
        let kind = status.st_mode & S_IFMT
        guard !kinds.contains(kind) else { return status }
        if kind == S_IFDIR { throw SystemError(call: "open \(path)", code: EISDIR) }
        throw SystemError(
            call: "open \(path), which is \(kind == S_IFIFO ? "a pipe" : "no regular file")", code: EINVAL)
    }
}
