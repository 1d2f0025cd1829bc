package import PointsmanScenarios

/// A planned switchover by an operator: the agent that leads it, and what the operator does once it is prepared.
package struct PlannedMove: Sendable {
    package enum Ending: CaseIterable, Sendable {
        /// The operator stops the primary, promotes another member and says the end.
        case finished
        /// The same, but the operator does not say the end.
        case unsaid
        /// The operator promotes no member and aborts: clients go back.
        case aborted
        /// The operator does nothing: the deadline ends the move.
        case forgotten
        /// The primary dies before the operator has stopped it.
        case crashed
    }

    package var agent: Int
    package var moment: VirtualTime
    /// The longest time that clients may be held.
    package var span: VirtualTime
    package var ending: Ending
    /// The time from the report that it is prepared to the operator's next action.
    package var pause: VirtualTime
    /// The agent at which another operator tries the same a moment later; nil if none does.
    package var rival: Int?

    package init(
        agent: Int, moment: VirtualTime, span: VirtualTime, ending: Ending, pause: VirtualTime, rival: Int? = nil
    ) {
        self.agent = agent
        self.moment = moment
        self.span = span
        self.ending = ending
        self.pause = pause
        self.rival = rival
    }

    /// Draws a few moves for a run, so far apart that each is over before the next.
    static func some(
        agents: Int, holdTimeout: VirtualTime, until end: VirtualTime, _ chance: inout SeededGenerator
    ) -> [PlannedMove] {
        var moves: [PlannedMove] = []
        var moment = chance.time(.milliseconds(2_500) ... .milliseconds(4_000))
        while moment < end {
            let span = chance.time(.milliseconds(1_000)...max(holdTimeout, .milliseconds(1_001)))
            moves.append(
                PlannedMove(
                    agent: chance.below(agents), moment: moment, span: min(span, holdTimeout),
                    ending: chance.pick(Ending.allCases), pause: chance.time(.milliseconds(1) ... .milliseconds(2_500)),
                    rival: chance.chance(permille: 200) ? chance.below(agents) : nil))
            moment = moment + span + chance.time(.milliseconds(4_000) ... .milliseconds(9_000))
        }
        return moves
    }
}

/// A notice that another session of the database, without the secret, sends again.
package struct PlannedReplay: Sendable {
    /// The time from the notice's own delivery to its repetition.
    let delay: VirtualTime
    /// The share of notices that are repeated, in thousandths.
    let permille: Int
}
