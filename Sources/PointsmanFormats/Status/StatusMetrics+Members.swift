import PointsmanCore

extension StatusMetrics {
    static func members(_ reading: StatusReading) -> [MetricFamily] {
        let status = reading.status
        var standing = MetricFamily("pointsman_member_standing", .gauge, "1 for what the member is.")
        var roundTrip = MetricFamily("pointsman_member_round_trip_seconds", .gauge, "The quickest recent probe.")
        var lag = MetricFamily("pointsman_member_lag_bytes", .gauge, "How far a standby is behind the primary.")
        var staleness = MetricFamily(
            "pointsman_member_staleness_seconds", .gauge,
            "For how long at most a standby has not seen what the primary wrote.")
        var timeline = MetricFamily("pointsman_member_timeline", .gauge, "The timeline that the member shows.")
        var unanswered = MetricFamily(
            "pointsman_member_unanswered_seconds", .gauge, "For how long the member has not answered; 0 while it does.")
        var routed = MetricFamily(
            "pointsman_member_routed", .gauge, "Whether the pooler sends it traffic of this kind.")
        for member in status.members {
            let labels = Self.labels(of: member)
            standing.add(1, labels + [.init("standing", member.standing.word)])
            if let measured = member.roundTrip { roundTrip.add(measured.inSeconds, labels) }
            if let bytes = status.lagBytes(of: member) { lag.add(Double(bytes), labels) }
            if let age = member.report?.staleness { staleness.add(age.inSeconds, labels) }
            if let number = member.report?.timeline?.number { timeline.add(Double(number), labels) }
            unanswered.add(member.unansweredSince.map { (reading.moment - $0).inSeconds } ?? 0, labels)
            let setting = status.setting
            routed.add(setting?.writes.member == member.member.id ? 1 : 0, labels + [.init("traffic", "writes")])
            routed.add(setting?.reads == member.member.id ? 1 : 0, labels + [.init("traffic", "reads")])
        }
        return [standing, roundTrip, lag, staleness, timeline, unanswered, routed]
    }

    static func labels(of member: MemberStatus) -> [MetricFamily.Label] {
        [.init("member", "\(member.member.id)"), .init("region", member.member.region?.code ?? "")]
    }
}
