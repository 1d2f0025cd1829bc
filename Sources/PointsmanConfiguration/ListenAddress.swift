package import PointsmanCore

/// Where a server of ours takes connections.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Where a client on this machine dials it.
    package var reachable: IPAddress {
        switch address {
        case .v4(0): .v4(0x7F00_0001)
        case .v6(high: 0, low: 0): .v6(high: 0, low: 1)
        default: address
        }
    }

    package var description: String { MemberID(address: address, port: port).description }

    /// Whether both can't be had at once.
    package func collides(with other: ListenAddress) -> Bool {
        port == other.port && (address == other.address || isWildcard || other.isWildcard)
    }

    private var isWildcard: Bool { address == .v4(0) || address == .v6(high: 0, low: 0) }
}
