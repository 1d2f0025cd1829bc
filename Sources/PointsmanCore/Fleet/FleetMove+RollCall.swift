extension FleetMove {
    /// Goes on once every instance that DNS names is present. Without DNS, the instances that answer in time are taken
    /// for all.
    mutating func takeRollCall(_ lead: Lead, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        var lead = lead
        let isOver = moment >= lead.began + context.policy.probeTimeout
        let present = lead.answers.compactMap(\.address)
        let absent = (context.fleet ?? []).filter { !present.contains($0) }
        // An instance that doesn't know its own address may be any of the absent ones.
        let nameless = lead.answers.count { answer in
            answer.address.map { $0.isEverywhere && context.fleet?.contains($0) != true } ?? true
        }
        let isComplete = context.fleet != nil && absent.count <= nameless
        guard lead.answers.contains(where: { $0.sender == lead.me }), isComplete || context.fleet == nil else {
            guard isOver else { return nil }
            guard lead.answers.contains(where: { $0.sender == lead.me }) else {
                return refuse(
                    lead, "this agent's own notice did not come back through \(lead.from) within probe_timeout")
            }
            let missing = absent.map(\.description).joined(separator: ", ")
            return refuse(
                lead,
                "\(lead.answers.count) of \((context.fleet ?? []).count) instances answered; DNS names \(missing) too, "
                    + "where no agent listens that has the fleet's secret and this version")
        }
        guard isComplete || isOver else { return nil }
        lead.began = moment
        lead.nextWord = moment + Self.interval
        state = .draining(lead)
        return .drain(for: lead.until - moment)
    }
}
