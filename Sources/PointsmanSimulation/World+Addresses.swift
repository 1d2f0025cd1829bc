package import PointsmanCore
import PointsmanScenarios

// The addresses, and the servers that they lead to.
extension World {
    func server(at address: Int) -> ServerModel? {
        index(at: address).map { servers[$0] }
    }

    func index(at address: Int) -> Int? {
        addresses.indices.contains(address) ? addresses[address] : nil
    }

    /// The member as DNS names it now.
    func member(at address: Int) -> Member {
        Member(
            id: id(of: address), region: Self.region(of: address),
            name: names.tellsNames ? .known(name(of: address)) : .unknown)
    }

    private func name(of address: Int) -> String { isExcluded(address) ? Self.copy(address) : "m\(address)" }

    /// Whether the operator excludes the server at this address by its name.
    func isExcluded(_ address: Int) -> Bool {
        plan.excludesCopies && names.lies.contains(address) && isOutsider(address)
    }

    private func isOutsider(_ address: Int) -> Bool { firstLed[address].map { servers[$0].isOutsider } ?? false }

    /// The name of a copy or a stranger at this address.
    static func copy(_ address: Int) -> String { "copy\(address)" }

    func id(of address: Int) -> MemberID { Numbering.member(address) }

    /// The region of this address.
    package static func region(of address: Int) -> Region? { Numbering.region(of: address) }

    func address(of member: MemberID) -> Int? { Self.address(of: member) }

    static func address(of member: MemberID) -> Int? { Numbering.address(of: member) }

    /// The server that a fence's owner truly leads to now.
    func owner(of fence: Fence) -> Int? { address(of: fence.owner).flatMap { addresses[$0] } }

    func answerOfNames() -> [Int]? { names.answer(primary: servers[promoter.primary].home) }
}
