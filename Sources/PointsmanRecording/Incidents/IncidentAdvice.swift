import PointsmanCore

/// What would have made an incident shorter.
enum IncidentAdvice {
    /// A part is worth a sentence from here on.
    private static let floor = Duration.milliseconds(50)

    static func sentences(_ report: IncidentReport, _ sight: ClusterSight, newcomer: ServerReport?) -> [String] {
        var sentences: [String] = []
        let shares = report.shares
        func share(_ owner: IncidentReport.Owner) -> Duration {
            shares.first { $0.owner == owner }?.duration ?? .zero
        }
        func time(_ kind: IncidentReport.Span.Kind) -> Duration {
            report.spans.reduce(.zero) { $0 + ($1.kind == kind ? $1.duration : .zero) }
        }
        let whole = IncidentText.time(report.whole)
        if share(.manager) * 2 > report.whole, share(.manager) > floor {
            let times = sight.managerTimes.map {
                ": Patroni's ttl is \(IncidentText.time($0.timeToLive)) and its loop_wait \(IncidentText.time($0.loopWait))"
            }
            sentences.append(
                "no server took writes for \(IncidentText.time(share(.manager))) of the \(whole): how soon a loss is noticed and a "
                    + "standby promoted is set in the HA manager" + (times ?? " (Patroni: ttl and loop_wait)"))
        }
        if report.unnoticed > floor, report.kind != .failover, report.kind != .restart {
            sentences.append(
                "the silence was noticed after up to \(IncidentText.time(report.unnoticed)): a shorter probe_interval and "
                    + "probe_timeout notice it sooner")
        }
        if share(.network) * 2 > report.whole, share(.network) > floor {
            sentences.append("the way to the members was cut for \(IncidentText.time(share(.network))) of the \(whole)")
        }
        if share(.dns) > floor {
            sentences.append("DNS named no member for \(IncidentText.time(share(.dns)))")
        }
        if share(.pooler) > floor, share(.pooler) * 10 > report.whole {
            sentences.append(
                "PgBouncer and its logins took \(IncidentText.time(share(.pooler))): `pointsman doctor` looks for the reason"
            )
        }
        let drain = time(.drain)
        if drain > floor {
            sentences.append(
                "open transactions took \(IncidentText.time(drain)) to end: shorter ones, or a shorter drain_timeout")
        }
        if report.kind == .failover, let newcomer, newcomer.isInRecovery, newcomer.timeline == nil {
            let login = time(.login)
            let gain = login > .zero ? " (up to \(IncidentText.time(login)) shorter)" : ""
            sentences.append(
                "the probe's role does not see a promotion begin: GRANT pg_monitor to it, and PgBouncer is logged in when it ends"
                    + gain)
        }
        if report.moments.contains(where: { $0.rule == .unavailable }) {
            sentences.append(
                "the hold ran out before a server took writes: a longer hold_timeout keeps clients waiting instead")
        }
        if report.moments.contains(where: { $0.rule == .refused }) {
            sentences.append("a second opinion was waited for: second_opinions")
        }
        return sentences
    }
}
