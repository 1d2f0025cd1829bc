import Glibc

/// The file of the control socket: it has the right mode from its first moment, and is removed only if it is ours or a
/// dead process's.
struct ControlSocket: Sendable {
    /// The bound socket, which does not listen yet. The code that takes it closes it.
    let descriptor: Int32
    let path: String
    private let file: FileIdentity

    /// Binds a socket of mode 0600 to `path`, or of mode 0660 if it is for a group. A socket that a dead process left
    /// there is removed; one that answers and any other file are left alone, and this throws.
    init(binding path: String, for group: UInt32? = nil) throws(ListenError) {
        func failure() -> ListenError { ListenError(place: path, reason: .system(errno)) }
        guard var address = sockaddr_un(path: path) else { throw ListenError(place: path, reason: .unusable) }
        try Self.removeStale(path, &address)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure() }
        // Linux gives the file the socket's mode: other users can't open it at any moment, and the umask does not
        // change.
        guard fchmod(descriptor, 0o600) == 0, address.withSockaddr({ bind(descriptor, $0, $1) }) == 0,
            let file = FileIdentity(path)
        else {
            let error = failure()
            close(descriptor)
            throw error
        }
        // The group comes first: the one before must not get in at any moment.
        if let group, lchown(path, uid_t.max, group) != 0 || chmod(path, 0o660) != 0 {
            let error = ListenError(place: path, reason: .group(errno))
            unlink(path)
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.path = path
        self.file = group == nil ? file : FileIdentity(path) ?? file
    }

    /// Removes the file, unless another process has put its own there since.
    func remove() {
        if FileIdentity(path) == file {
            unlink(path)
        }
    }

    private static func removeStale(_ path: String, _ address: inout sockaddr_un) throws(ListenError) {
        guard let found = FileIdentity(path) else { return }
        guard found.isSocket else { throw ListenError(place: path, reason: .notASocket) }
        let probe = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw ListenError(place: path, reason: .system(errno)) }
        defer { close(probe) }
        let status = address.withSockaddr { connect(probe, $0, $1) }
        // Only a refusal proves that no process listens: a full queue (EAGAIN) means a process that is busy.
        guard status != 0, errno == ECONNREFUSED else { throw ListenError(place: path, reason: .answered) }
        guard unlink(path) == 0 || errno == ENOENT else { throw ListenError(place: path, reason: .system(errno)) }
    }
}

/// The identity of the file at a path at one moment.
private struct FileIdentity: Equatable, Sendable {
    let device: dev_t
    let inode: ino_t
    let mode: mode_t

    /// Nil if there is no file.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        (device, inode, mode) = (status.st_dev, status.st_ino, status.st_mode)
    }

    var isSocket: Bool { mode & S_IFMT == S_IFSOCK }
}

extension sockaddr_un {
    /// Nil if `path` is empty or too long.
    fileprivate init?(path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &sun_path) { place in
            guard !bytes.isEmpty, bytes.count < place.count, !bytes.contains(0) else { return false }
            place.copyBytes(from: bytes)
            return true
        }
        guard fits else { return nil }
    }

    fileprivate mutating func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: &self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
