extension Owners {
    /// Whether clients are held by an operator's request, to this instance or to the fleet.
    var isHeldByWord: Bool { operatorHold.until != nil || fleet.isHolding }

    /// The facts that a planned move needs.
    func moveContext(_ verdict: WriteVerdict, _ view: ClusterView) -> MoveContext {
        MoveContext(
            me: policy.fleetSender, own: peers.own, fleet: peers.instances, verdict: verdict,
            routed: reroute.setting?.writes, isConfirmed: isConfirmed(verdict, view), hold: reroute.hold,
            isDrained: reroute.isDrained, heldSince: reroute.heldSince,
            server: view.identity(of: verdict.target ?? reroute.member),
            fence: keeper.fence, reportSent: verdict.target.flatMap { sightings[$0]?.reportSent },
            servers: view.members.compactMap { member in member.report.map { SeenServer(member.member, $0) } },
            isHeldByOperator: operatorHold.until != nil, isStopping: isStopping, policy: policy)
    }
}
