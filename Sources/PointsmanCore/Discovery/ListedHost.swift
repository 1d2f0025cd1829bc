/// A host of a list that the operator wrote down: a name or a literal address, and the port there.
package struct ListedHost: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let port: UInt16

    package init(name: String, port: UInt16) {
        self.name = name
        self.port = port
    }

    /// `db-1.example.com:5432`, as the list has it.
    package var description: String {
        IPAddress(name).map { MemberID(address: $0, port: port).description } ?? "\(name):\(port)"
    }
}
