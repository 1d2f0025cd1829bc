/// The outages that `pointsman forecast` plays in the model.
extension Scenario {
    /// What happens to the primary before another server takes its place.
    package enum Outage: String, CaseIterable, Sendable {
        case crash
        /// It is stopped in order, and no agent was told before.
        case planned
        /// It stands still with all connections open.
        case hang
        /// Packets between it and all other hosts are lost.
        case partition
        /// Its region is lost, with the DNS server that answers this instance.
        case regionLoss = "region-loss"
    }

    /// - Parameters:
    ///   - before: for how long writers write undisturbed.
    ///   - delay: the time from the fault to the beginning of the promotion.
    package static func outage(_ kind: Outage, before: Duration, delay: Duration) -> Scenario {
        let primary = Place.server(.primary)
        let others = [Place.server(.candidate), .server(.other), .agent]
        let fault: Step =
            switch kind {
            case .crash: .kill(.primary)
            case .planned: .stop(.primary)
            case .hang: .freeze(.primary)
            case .partition: .cut(.between(primary, and: others))
            case .regionLoss: .cut(.between(primary, and: others) + .between(.resolver, and: [.agent]))
            }
        return Scenario(
            name: "outage \(kind.rawValue)",
            steps: [.write(before), fault, .wait(delay...delay), .promote([.candidate]), .untilBack])
    }
}
