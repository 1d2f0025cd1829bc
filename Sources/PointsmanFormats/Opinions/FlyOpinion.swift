import PointsmanCore

/// flycheck's `GET /flycheck/role` on Fly Postgres: the role alone with 200, or 500 with the reason why it isn't known.
enum FlyOpinion {
    /// The roles of primaries in postgres-flex and in the older postgres-ha. "unknown" and "readonly" tell nothing: a
    /// primary with a full disk reports them.
    private static let primaries = ["primary", "leader"]
    private static let others = ["replica", "standby", "zombie", "witness", "barman"]

    static func answer(status: Int, body: [UInt8], from place: MemberID) -> Opinion.Answer {
        guard status == 200 else { return .nothing }
        // Quotes and a line break may surround the role.
        let letters = body.drop { !isLetter($0) }
        guard letters.count <= 16 else { return .nothing }
        let said = letters.prefix { isLetter($0) }
        guard !letters.dropFirst(said.count).contains(where: isLetter) else { return .nothing }
        let isRole = { (role: String) in role.utf8.elementsEqual(said) }
        if primaries.contains(where: isRole) { return .agrees }
        return others.first(where: isRole).map { .refuses("flycheck at \(place) says that it is a \($0)") } ?? .nothing
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}

/// The check whether an answer is flycheck's.
package enum FlyAnswer {
    /// All roles that `GET /flycheck/role` reports, including those that tell nothing.
    private static let roles = [
        "primary", "leader", "replica", "standby", "zombie", "witness", "barman", "readonly", "unknown",
    ]

    package static func isFlycheck(status: Int, body: [UInt8]) -> Bool {
        guard status == 200, body.count <= 64 else { return false }
        let letters = body.filter { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        return roles.contains { $0.utf8.elementsEqual(letters) }
    }
}
