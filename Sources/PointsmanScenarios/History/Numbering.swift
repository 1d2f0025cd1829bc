package import PointsmanCore

/// The numbers in a history. Agents, servers and addresses count from 0. In a fence, whose owner is a member, address n
/// is 10.0.0.(n + 1).
package enum Numbering {
    /// The limit for the number of servers and of addresses in a history.
    package static let mostServers = 16
    /// The system identifier of the cluster at the beginning.
    package static let cluster: UInt64 = 7_000
    /// The system identifier of a server of another cluster.
    package static let stranger: UInt64 = 9_000

    package static func member(_ address: Int) -> MemberID {
        MemberID(address: .v4(0x0A00_0001 + UInt32(address)), port: 5432)
    }

    package static func address(of member: MemberID) -> Int? {
        guard case .v4(let number) = member.address else { return nil }
        return Int(number) - 0x0A00_0001
    }

    /// The region of this address.
    package static func region(of address: Int) -> Region? { regions[address % regions.count] }
    package static let regions = ["here", "there"].map { Region($0)! }
}
