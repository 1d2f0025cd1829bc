/// What an operator should know though nothing is wrong enough to change a decision.
enum Notices {
    static func sentences(_ view: ClusterView) -> [String] {
        [fly(view), unproven(view)].compactMap(\.self)
    }

    private static func fly(_ view: ClusterView) -> String? {
        FlyProxyNotice.sentence(
            for: view.members.compactMap { member in
                member.report.map { (member.member, $0.identity) }
            })
    }

    /// Without pg_monitor a standby doesn't say which timeline it follows, and is given no reads. A standby between two
    /// primaries doesn't either: only while nobody says it is a right that is missing.
    private static func unproven(_ view: ClusterView) -> String? {
        let standbys = view.members.filter { $0.standing == .standby }
        guard !standbys.isEmpty, standbys.allSatisfy({ $0.report?.timeline == nil }) else { return nil }
        return
            "no standby shows its timeline, so reads go to the primary: GRANT pg_monitor to the role, or see whether "
            + "the standbys stream"
    }
}
