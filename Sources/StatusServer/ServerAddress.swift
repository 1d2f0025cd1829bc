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

/// What one client may use, so that no client can hurt the others.
package struct ServerLimits: Sendable {
    /// Names and values of a request's headers together, and the address that it asks for.
    package var headerBytes = 16_384
    /// Of a request at the control socket.
    package var bodyBytes = 65_536
    /// Of a request over TCP, where no path takes a body.
    package var strangerBodyBytes = 4_096
    /// For each of the two doors; one more closes the one of them that has waited longest (see ``Connections``).
    package var connections = 128
    /// Of those over TCP, how many only this machine can have: its probes are served whoever floods the address.
    package var reserved = 32
    /// What one address may have over TCP; one more closes the address's own that has waited longest.
    package var share = 16
    /// For the first whole request of a connection to arrive, counted from its opening.
    package var firstRequest: Duration = .seconds(5)
    /// For a whole later request to arrive, and for a whole answer to be taken; idling between two counts as the former.
    package var patience: Duration = .seconds(30)

    package init() {}
}
