extension FleetMove {
    /// Goes on once all are present whom DNS names; without DNS, those who have answered in time are all.
    mutating func takeRollCall(_ lead: Lead, _ context: MoveContext, at moment: Instant) -> FleetNotice.Word? {
        var lead = lead
        let isOver = moment >= lead.began + context.policy.probeTimeout
        let present = lead.answers.compactMap(\.address)
        let absent = (context.fleet ?? []).filter { !present.contains($0) }
        // One that doesn't know its address may be any of those.
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

extension IPAddress {
    /// Whether each machine has it: a loopback address, or the one that stands for all.
    fileprivate var isEverywhere: Bool {
        switch self {
        case .v4(let number): number == 0 || number >> 24 == 127
        case .v6(let high, let low): high == 0 && low <= 1
        }
    }
}
