/// The common part of the five checks of session features: if clients share sessions, it looks for sessions that have
/// used a feature, by what the server shows of PgBouncer's sessions.
struct SharedSessions {
    /// The databases that share sessions, with their mode.
    let names: String
    /// PgBouncer's sessions whose last statement used the feature, each process once.
    let users: [SessionState]
    let residues: [Residue]
    let watched: String

    /// Nil with a verdict if there is nothing to look for, or nothing can be seen.
    static func look(_ facts: DoctorFacts, for feature: SessionFeature) -> (SharedSessions?, Verdict?) {
        guard case .seen(let pooler) = facts.pooler else {
            return (nil, .unchecked(because: "which pool mode holds is not known: PgBouncer was not asked"))
        }
        let sharing = pooler.sharing
        guard !sharing.isEmpty else {
            return (nil, .ok("pool_mode is session: each client has a server session of its own"))
        }
        let samples = facts.activity.value ?? []
        let residues = facts.residues.value ?? []
        guard !samples.isEmpty || !residues.isEmpty else {
            let reason = if case .unseen(let reason) = facts.activity { reason } else { "nothing was seen" }
            return (
                nil,
                .unchecked(
                    because: "neither the server's sessions nor one of the pool's were seen: \(reason)")
            )
        }
        var users: [SessionState] = []
        for session in samples.flatMap(\.sessions) where session.isPooled && session.features.contains(feature) {
            if !users.contains(where: { $0.processID == session.processID }) { users.append(session) }
        }
        let modes = sharing.map { "\($0.name) (\(pooler.mode(of: $0)))" }.joined(separator: ", ")
        let watched = "\(samples.count) looks at the server's sessions and \(residues.count) at one of the pool's"
        return (SharedSessions(names: modes, users: users, residues: residues, watched: watched), nil)
    }

    var usersText: String? {
        guard let first = users.first else { return nil }
        return "\(users.count) of PgBouncer's sessions, such as \(first.who): \(first.statement)"
    }
}
