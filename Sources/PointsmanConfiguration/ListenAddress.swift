package import PointsmanCore

/// An address and a port at which one of our servers listens.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// The address by which a client on this machine reaches it.
    package var reachable: IPAddress {
        switch address {
        case .v4(0): .v4(0x7F00_0001)
        case .v6(high: 0, low: 0): .v6(high: 0, low: 1)
        default: address
        }
    }

    package var description: String { MemberID(address: address, port: port).description }

    /// Whether the two can't be used at the same time.
    package func collides(with other: ListenAddress) -> Bool {
        port == other.port && (address == other.address || isWildcard || other.isWildcard)
    }

    /// Whether it is at all addresses of this machine.
    package var isWildcard: Bool { address == .v4(0) || address == .v6(high: 0, low: 0) }
}

extension IPAddress {
    /// Whether it means this machine and no other (RFC 1122 3.2.1.3, RFC 4291 2.5.3).
    package var isLoopback: Bool {
        switch self {
        case .v4(let number): number >> 24 == 127
        case .v6(let high, let low): high == 0 && low == 1
        }
    }
}
