import Glibc
import LinuxReactor

/// The check whether PgBouncer may put its Unix socket into a folder.
struct SocketProbe {
    let folder: String
    let port: UInt16

    /// The obstacle; nil if there is none.
    var trouble: ListenProbe.Trouble? {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return .init(
                sentence:
                    "it can't put its Unix socket into \(folder), which is no folder: make it, for pooler_user to "
                    + "write to, or set pooler_listen to another one")
        }
        guard isAnswered else { return nil }
        return .init(
            sentence:
                "it can't listen on \(path): another process does; end it, or set pooler_listen to another folder or port",
            mayPass: true)
    }

    private var path: String { "\(folder)/.s.PGSQL.\(port)" }

    /// Whether a program listens at the socket. A socket file alone is left by a PgBouncer that is gone; PgBouncer
    /// replaces it.
    private var isAnswered: Bool {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { return false }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_UNIX, type, 0)
        guard number >= 0 else { return false }
        let descriptor = Descriptor(number)
        let code = withUnsafeBytes(of: name) { place in
            connect(
                descriptor.number, place.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(place.count))
                == 0 ? 0 : errno
        }
        // EAGAIN: the program's queue is full. EACCES: the program is not one of ours.
        return code == 0 || code == EAGAIN
    }
}
