import PointsmanCore

extension IncidentDraft {
    /// The story so far, or the whole of it.
    func report(_ sight: ClusterSight, at now: Instant, isOver: Bool) -> IncidentReport {
        var draft = self
        draft.pass(to: now, sight.blame)
        if isOver { draft.add(.over, sight.isStopping ? "the agent ends" : "all is well again", at: now) }
        let to = sight.route
        let kind = isOver ? draft.kind(to: to, sight) : .open
        let held = draft.heldSince.map { (draft.heldUntil.flatMap { $0 >= heldSince ?? $0 ? $0 : nil } ?? now) - $0 }
        var report = IncidentReport(
            id: id, instance: instance, kind: kind, began: began, duration: now - start, unnoticed: unnoticed,
            from: route,
            to: to, moments: draft.moments, spans: draft.parts(kind), held: held,
            longestWait: draft.waitSince.map { (draft.servedAt ?? now) - $0 + unnoticed } ?? .zero,
            failedClients: failedClients, wasReady: !wasUnready,
            lost: nil, advice: [])
        if kind == .failover || kind == .planned, let newcomer = draft.newcomer {
            report.lost = Self.lost(routed, newcomer.report, newcomer.standby, at: start)
        }
        report.advice = IncidentAdvice.sentences(report, sight, newcomer: draft.newcomer?.standby?.report)
        return report
    }

    private func kind(to: MemberID?, _ sight: ClusterSight) -> IncidentReport.Kind {
        if isStart { return .start }
        if let route, let to, route != to { return isPerson ? .planned : .failover }
        if isPerson { return .operated }
        let before = routed?.report?.identity
        if let now = sight[to]?.report?.identity, let before, now != before { return .restart }
        return hasLostPrimary || heldSince != nil ? .interruption : .unready
    }

    private func parts(_ kind: IncidentReport.Kind) -> [IncidentReport.Span] {
        var parts: [IncidentReport.Span] = []
        if unnoticed > .zero {
            parts.append(
                IncidentReport.Span(
                    owner: Self.owner(ofUnnoticedIn: kind), from: .zero - unnoticed, to: .zero,
                    reason: "the silence is not noticed yet (at most; the last good answer was sent then)"))
        }
        for span in spans {
            let owner: IncidentReport.Owner =
                span.blame.kind == .silence && kind == .interruption ? .network : span.blame.owner
            parts.append(
                IncidentReport.Span(
                    owner: owner, from: span.from - start, to: span.to - start, reason: span.blame.reason,
                    kind: span.blame.kind))
        }
        return parts
    }

    /// Whose the time is before the first sign: in a failover no other server took writes then either.
    private static func owner(ofUnnoticedIn kind: IncidentReport.Kind) -> IncidentReport.Owner {
        switch kind {
        case .failover, .restart: .manager
        case .interruption: .network
        case .planned, .operated, .unready, .start, .open: .agent
        }
    }
}
