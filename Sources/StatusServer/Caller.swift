import NIOCore

/// The origin of a connection, as the kernel reports it.
struct Caller: Hashable {
    /// The IP address, IPv4 always in dotted form; empty at the control socket.
    let address: String
    /// Whether the client is on this machine: it has a loopback address, or the same address as the server.
    let isThisMachine: Bool

    static let control = Caller(address: "", isThisMachine: true)

    /// Nil if the connection is gone already.
    init?(_ channel: any Channel, _ access: AccessPolicy) {
        guard let remote = channel.remoteAddress.flatMap(Self.text) else { return nil }
        self.init(
            address: remote,
            isThisMachine: access.isLoopback(remote) || channel.localAddress.flatMap(Self.text) == remote)
    }

    private init(address: String, isThisMachine: Bool) {
        self.address = address
        self.isThisMachine = isThisMachine
    }

    /// The address as text. A listener at `[::]` sees IPv4 clients as `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2).
    private static func text(_ place: SocketAddress) -> String? {
        guard let text = place.ipAddress else { return nil }
        let mapped = "::ffff:"
        return text.hasPrefix(mapped) && text.contains(".") ? String(text.dropFirst(mapped.count)) : text
    }
}
