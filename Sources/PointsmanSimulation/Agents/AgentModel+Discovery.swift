import PointsmanCore
import PointsmanScenarios

// The answers of DNS.
extension AgentModel {
    /// Whether DNS has named `address` to this agent.
    func knows(_ address: Int) -> Bool { known & 1 << UInt32(address) != 0 }

    /// Whether the agent takes an address that DNS names as a member. If the operator excludes members by name, an
    /// address is none as long as its name is unknown.
    private func takes(_ address: Int) -> Bool {
        guard world.plan.excludesCopies else { return true }
        return world.names.tellsNames ? !world.isExcluded(address) : named & 1 << UInt32(address) != 0
    }

    /// Begins a round of discovery in place of the one that is due or under way.
    func lookUp(within span: Duration = .seconds(2)) {
        namesTurn += 1
        isLookingUp = true
        let delay = world.roundTrip(.agent(index), .names)
        world.schedule(.discoveryReturns(agent: Int32(index), turn: namesTurn), after: delay ?? VirtualTime(span))
    }

    /// Sets the longest time from one round to the next, and begins one at once, or right after the one that is under way.
    func look(every interval: Duration?) {
        mostDiscoveryPause = interval.map { VirtualTime($0) }
        guard interval != nil else { return }
        if isLookingUp { looksAgain = true } else { lookUp() }
    }

    func askNames(_ turn: UInt32) {
        guard turn == namesTurn, isAlive else { return }
        lookUp()
    }

    func namesAnswer(_ turn: UInt32) {
        guard turn == namesTurn, isAlive else { return }
        isLookingUp = false
        let answer = world.isOpen(.agent(index), .names) ? world.answerOfNames() : nil
        if let answer, !answer.isEmpty {
            let isPartial = world.names.mood == .partial
            let taken = answer.filter(takes)
            if !taken.isEmpty {
                let bits = taken.reduce(isPartial ? named : 0) { $0 | 1 << UInt32($1) }
                known |= bits
                named = bits
                world.note(.named(agent: index, addresses: bits))
            }
            hearOfFleet()
            let members = answer.map { world.member(at: $0) }.sorted { $0.id < $1.id }
            post(.discovery(isPartial ? .partial(members, "a question failed") : .members(members)))
        } else {
            post(.discovery(.failure("no answer")))
        }
        // What the answer led to may have begun another round.
        guard turn == namesTurn else { return }
        if looksAgain {
            looksAgain = false
            return lookUp()
        }
        let pause = min(world.discoveryInterval, mostDiscoveryPause ?? world.discoveryInterval)
        world.schedule(.discoveryDue(agent: Int32(index), turn: namesTurn), after: pause)
    }
}
