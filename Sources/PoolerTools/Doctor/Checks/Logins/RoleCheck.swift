import PointsmanFormats

/// Checks the app's role on the server: whether it exists, may log in, and how long its password lasts.
package struct RoleCheck: DoctorCheck {
    package let name = "role"
    package let guide = GuideSection.authentication

    private static let soon = Duration.seconds(14 * 86_400)

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.server) { server in
            guard let role = server.role(facts.user) else {
                return [
                    .problem(
                        "the server has no role \(facts.user)", cause: PoolerComplaint.roleMissing.meaning,
                        cure: PoolerComplaint.roleMissing.cure(on: facts))
                ]
            }
            let found = login(role) + password(role) + limit(role, facts)
            return found.isEmpty ? [.ok("\(role.name) may log in, and its password lasts")] : found
        }
    }

    private func login(_ role: RoleState) -> [Verdict] {
        guard !role.canLogIn else { return [] }
        return [
            .problem(
                "\(role.name) has NOLOGIN", cause: "sessions that were there go on, new ones are refused",
                cure: "`ALTER ROLE \(role.name) LOGIN`")
        ]
    }

    private func password(_ role: RoleState) -> [Verdict] {
        guard let lasts = role.passwordLasts, lasts < Self.soon else { return [] }
        let cure = "`ALTER ROLE \(role.name) PASSWORD … VALID UNTIL 'infinity'`"
        if lasts <= .zero {
            return [
                .problem(
                    "the password of \(role.name) expired \((.zero - lasts).short) ago (VALID UNTIL)",
                    cause: """
                        sessions that were there go on, each new login fails as if the password were wrong
                        """, cure: cure)
            ]
        }
        return [
            .warning(
                "the password of \(role.name) lasts for \(lasts.short) more (VALID UNTIL)",
                cause: "from then on each new login fails as if the password were wrong", cure: cure)
        ]
    }

    private func limit(_ role: RoleState, _ facts: DoctorFacts) -> [Verdict] {
        // The pools of all processes together.
        let databases = facts.allPoolers.flatMap(\.databases)
        guard role.mostConnections >= 0 else { return [] }
        let wanted = databases.map { $0.poolSize + $0.reserveSize }.reduce(0, +)
        guard role.mostConnections < wanted else { return [] }
        return [
            .warning(
                "\(role.name) has CONNECTION LIMIT \(role.mostConnections), this PgBouncer's pools may open \(wanted)",
                cause: "a pool that grows gets: too many connections for role",
                cure: """
                    `ALTER ROLE \(role.name) CONNECTION LIMIT -1`, or smaller pools; the limit holds for all instances \
                    together
                    """)
        ]
    }
}
