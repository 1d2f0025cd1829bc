import PointsmanCore

// What DNS tells it.
extension AgentModel {
    /// Whether DNS has named `address` to it.
    func knows(_ address: Int) -> Bool { known & 1 << UInt32(address) != 0 }

    func askNames(_ life: UInt32) {
        guard life == self.life, isAlive else { return }
        let delay = world.roundTrip(.agent(index), .names)
        world.schedule(.discoveryReturns(agent: Int32(index), life: life), after: delay ?? .seconds(2))
    }

    func namesAnswer(_ life: UInt32) {
        guard life == self.life, isAlive else { return }
        let answer = world.isOpen(.agent(index), .names) ? world.answerOfNames() : nil
        if let answer, !answer.isEmpty {
            let named = answer.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
            known |= named
            self.named = named
            world.note(.named(agent: index, addresses: named))
            hearOfFleet()
            post(.discovery(.members(answer.map { world.member(at: $0) }.sorted { $0.id < $1.id })))
        } else {
            post(.discovery(.failure("no answer")))
        }
        world.schedule(.discoveryDue(agent: Int32(index), life: life), after: world.discoveryInterval)
    }
}
