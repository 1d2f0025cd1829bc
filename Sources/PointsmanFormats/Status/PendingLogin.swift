package import PointsmanCore

/// A role or a password that the agent has read again and that servers still refuse: for those servers the agent, and a
/// managed PgBouncer, keep using the former one.
package struct PendingLogin: Equatable, Sendable {
    /// The members that have refused it, in the order of their addresses; empty if none has.
    package var refusedBy: [MemberID]
    /// The name of the role.
    package var user: String
    /// The key that holds the password: `password_file` or `database_url`.
    package var key: String
    /// What ``PointsmanCore/PoolerSight/loginRefusal`` says of `pooler_url`; nil where its login is not refused.
    package var poolerRefusal: String?
    /// Whether PgBouncer keeps its server connections because the server refuses its password.
    package var keepsConnections: Bool

    package init(
        refusedBy: [MemberID] = [], user: String = "", key: String = "", poolerRefusal: String? = nil,
        keepsConnections: Bool = false
    ) {
        self.refusedBy = refusedBy
        self.user = user
        self.key = key
        self.poolerRefusal = poolerRefusal
        self.keepsConnections = keepsConnections
    }

    /// A sentence that says what is refused, what is used instead, and what ends that; nil if nothing is refused.
    package var sentence: String? {
        let sentences = [ofMembers, poolerRefusal].compactMap(\.self)
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    private var ofMembers: String? {
        guard !refusedBy.isEmpty else { return nil }
        let members = refusedBy.map(\.description).joined(separator: ", ")
        return
            "\(members) \(refusedBy.count == 1 ? "refuses" : "refuse") what was read last as the login of \(user) (\(key)); "
            + "the one of before is used until that is taken: give the role that password (ALTER ROLE \(user) PASSWORD …), or "
            + "put back the one of before and send SIGHUP"
    }
}
