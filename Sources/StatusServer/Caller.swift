import NIOCore

/// Where a connection comes from, as the kernel says.
struct Caller: Hashable {
    /// Its IP address, one of IPv4 always in dots; empty at the control socket.
    let address: String
    /// Whether this machine itself asks: by a loopback address, or from the very address that it asks.
    let isThisMachine: Bool

    static let control = Caller(address: "", isThisMachine: true)

    /// Nil where the connection is gone already.
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

    /// A listener of `[::]` sees clients of IPv4 as `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2).
    private static func text(_ place: SocketAddress) -> String? {
        guard let text = place.ipAddress else { return nil }
        let mapped = "::ffff:"
        return text.hasPrefix(mapped) && text.contains(".") ? String(text.dropFirst(mapped.count)) : text
    }
}
