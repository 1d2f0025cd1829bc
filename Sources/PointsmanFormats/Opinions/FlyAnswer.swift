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
