import PointsmanCore

/// flycheck's `GET /flycheck/role` on Fly Postgres: the bare role with 200, or 500 with why it isn't known.
enum FlyOpinion {
    /// Those of postgres-flex and of the older postgres-ha. "unknown" and "readonly" tell nothing: a primary whose disk
    /// is full is one.
    private static let primaries = ["primary", "leader"]
    private static let others = ["replica", "standby", "zombie", "witness", "barman"]

    static func answer(status: Int, body: [UInt8], from place: MemberID) -> Opinion.Answer {
        guard status == 200 else { return .nothing }
        // Quotes and a line's end may stand around it.
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

/// Whether an answer is flycheck's.
package enum FlyAnswer {
    /// All roles that `GET /flycheck/role` knows, those included that tell nothing.
    private static let roles = [
        "primary", "leader", "replica", "standby", "zombie", "witness", "barman", "readonly", "unknown",
    ]

    package static func isFlycheck(status: Int, body: [UInt8]) -> Bool {
        guard status == 200, body.count <= 64 else { return false }
        let letters = body.filter { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        return roles.contains { $0.utf8.elementsEqual(letters) }
    }
}
