/// Sentences for the operator about facts that change no decision.
enum Notices {
    /// - Parameter known: the members as discovery has told them.
    static func sentences(
        _ view: ClusterView, of known: [Member], _ refused: [RefusedPrimary]
    ) -> [String] {
        let others = refused.map(\.sentence) + (unproven(view).map { [$0] } ?? [])
        return fly(view, known).map { [$0] + others } ?? others
    }

    /// Elsewhere two addresses may lead to one server for any reason, and port 5433 means nothing.
    private static func fly(_ view: ClusterView, _ known: [Member]) -> String? {
        guard view.hasTwoWaysToOneServer, known.contains(where: { $0.isOnFly == true }) else { return nil }
        return FlyProxyNotice.sentence(
            for: view.members.compactMap { member in
                member.report.map { (member.member, $0.identity) }
            })
    }

    /// Without pg_monitor a standby doesn't say which timeline it follows, and gets no reads. A standby between two
    /// primaries doesn't say it either, so the right counts as missing only if no standby shows a timeline.
    private static func unproven(_ view: ClusterView) -> String? {
        var hasStandby = false
        for member in view.members where member.standing == .standby {
            if member.report?.timeline != nil { return nil }
            hasStandby = true
        }
        return hasStandby ? unprovenStandby : nil
    }

    private static let unprovenStandby =
        "no standby shows its timeline, so reads go to the primary: GRANT pg_monitor to the role, or see whether "
        + "the standbys stream"
}
