import Glibc
import NIOCore

/// The user at the other end of a Unix socket when it connected (SO_PEERCRED, unix(7)): the C library's `ucred`.
struct PeerCredentials: Sendable {
    let process: pid_t
    let user: uid_t
    let group: gid_t

    /// Whether that is this process's user, or root.
    var isOwner: Bool { user == geteuid() || user == 0 }

    /// Reads them on the channel's event loop, and passes them on before it returns; nil if the kernel tells none.
    static func read(of channel: any Channel, _ body: @escaping (PeerCredentials?) -> Void) {
        guard let options = channel as? any SocketOptionProvider else { return body(nil) }
        let found: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket, name: .peerCredentials)
        found.assumeIsolated().whenComplete { body(try? $0.get()) }
    }
}

extension NIOBSDSocket.Option {
    fileprivate static let peerCredentials = NIOBSDSocket.Option(rawValue: SO_PEERCRED)
}
