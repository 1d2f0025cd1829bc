import CLinux
import Glibc

/// A TCP connection of this network namespace, of any owner, by its two ends.
package struct TCPLink: Hashable, Sendable {
    /// An address in network order, four or sixteen bytes, and a port. An IPv4 address that is mapped into IPv6
    /// (`::ffff:192.0.2.1`, RFC 4291 2.5.5.2) becomes the IPv4 address: the kernel finds the same connection by either.
    package struct End: Hashable, Sendable {
        package let address: [UInt8]
        package let port: UInt16

        package init(address: [UInt8], port: UInt16) {
            let isMapped = address.count == 16 && address.starts(with: Self.mapped)
            self.address = isMapped ? Array(address.suffix(4)) : address
            self.port = port
        }

        private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    }

    package let local: End
    package let remote: End

    package init(local: End, remote: End) {
        self.local = local
        self.remote = remote
    }

    /// The same connection as its other end sees it.
    package var mirrored: TCPLink { TCPLink(local: remote, remote: local) }

    /// Makes the kernel reset it: its owner's next read or write fails at once (SOCK_DESTROY, sock_diag(7)). It does
    /// not wait for the peer, which may be gone or stopped.
    /// - Throws: EPERM without CAP_NET_ADMIN, ENOENT if there is no such connection, EOPNOTSUPP if the kernel was built
    ///   without it.
    package func destroy() throws(SystemError) {
        guard local.address.count == remote.address.count, [4, 16].contains(local.address.count) else {
            throw SystemError(call: "SOCK_DESTROY", code: EAFNOSUPPORT)
        }
        let status = clinux_tcp_destroy(
            local.address.count == 4 ? AF_INET : AF_INET6, local.address, local.port, remote.address, remote.port)
        guard status == 0 else { throw SystemError(call: "SOCK_DESTROY", code: -status) }
    }
}
