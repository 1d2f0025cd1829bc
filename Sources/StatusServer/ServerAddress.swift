/// An address at which the server listens: a literal IP address and a port, or a Unix socket.
package enum ServerAddress: Equatable, Sendable, CustomStringConvertible {
    /// `127.0.0.1` or `::1`, never a name. With port 0 the kernel chooses one.
    case tcp(String, port: UInt16)
    /// - Parameter group: the group whose members may ask too, and change nothing; nil for none.
    case control(path: String, group: UInt32? = nil)

    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .control(let path, _): path
        }
    }
}

/// The limits for one client, so that no client can harm others.
package struct ServerLimits: Sendable {
    /// The most bytes of a request's headers (names and values) and its target.
    package var headerBytes = 16_384
    /// The most bytes of a body at the control socket.
    package var bodyBytes = 65_536
    /// The most bytes of a body over TCP, where no route takes one.
    package var strangerBodyBytes = 4_096
    /// The most connections for each listening socket; one more closes the one that has waited longest (see
    /// ``Connections``).
    package var connections = 128
    /// How many of those over TCP only this machine can have, so that its probes are served in a flood.
    package var reserved = 32
    /// The most connections of one address over TCP; one more closes the one of the address that has waited longest.
    package var share = 16
    /// The time limit for the first complete request of a connection, from its opening.
    package var firstRequest: Duration = .seconds(5)
    /// The time limit for each later request, idle time included, and for the client to receive an answer.
    package var patience: Duration = .seconds(30)
    /// How often a client that follows events, and gets none, is sent a sign of life.
    package var heartbeat: Duration = .seconds(15)

    package init() {}
}
