/// One PostgreSQL server of the cluster by the address that it is dialled at. Two addresses of one server are two of
/// these; the topology finds out that they are one.
package struct MemberID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    package static func < (left: MemberID, right: MemberID) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }

    /// `192.0.2.1:5432` or `[fdaa::1]:5432`.
    package var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }
}
