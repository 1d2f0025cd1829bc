package import PointsmanCore

/// How a history numbers what it tells of. Agents, servers and addresses count from 0; in a fence, whose owner is a member,
/// address n is 10.0.0.(n + 1).
package enum Numbering {
    /// No history has more servers, nor more addresses.
    package static let mostServers = 16
    /// The cluster's system identifier at first.
    package static let cluster: UInt64 = 7_000
    /// That of a server of another cluster.
    package static let stranger: UInt64 = 9_000

    package static func member(_ address: Int) -> MemberID {
        MemberID(address: .v4(0x0A00_0001 + UInt32(address)), port: 5432)
    }

    package static func address(of member: MemberID) -> Int? {
        guard case .v4(let number) = member.address else { return nil }
        return Int(number) - 0x0A00_0001
    }

    /// Where whatever has this address stands.
    package static func region(of address: Int) -> Region? { regions[address % regions.count] }
    package static let regions = ["here", "there"].map { Region($0)! }
}
