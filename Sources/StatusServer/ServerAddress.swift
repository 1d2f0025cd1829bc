/// Where the server is asked: a literal IP address and a port, or a Unix socket.
package enum ServerAddress: Equatable, Sendable, CustomStringConvertible {
    /// `127.0.0.1` or `::1`, never a name. Port 0 lets the kernel choose.
    case tcp(String, port: UInt16)
    case control(path: String)

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .control(let path): path
        }
    }
}
