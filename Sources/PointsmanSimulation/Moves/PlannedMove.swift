package import PointsmanScenarios

/// A planned switchover that an operator tries: who leads it, and what is done once it is prepared.
package struct PlannedMove: Sendable {
    package enum Ending: CaseIterable, Sendable {
        /// The primary is stopped, another member promoted, and the end said.
        case finished
        /// The same, and no end is said.
        case unsaid
        /// Nothing is promoted: clients go back.
        case aborted
        /// Nothing is done: the deadline ends it.
        case forgotten
        /// The primary dies before the operator has stopped it.
        case crashed
    }

    package var agent: Int
    package var moment: VirtualTime
    /// How long clients may be held.
    package var span: VirtualTime
    package var ending: Ending
    /// From the word that it is prepared to what is done then.
    package var pause: VirtualTime
    /// Another operator tries the same at this agent, a moment later; nil where none does.
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

    /// A few a run, far enough apart that one is over before the next.
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

/// What a session that has no secret may do with what it reads on the channel.
package struct PlannedReplay: Sendable {
    /// From the notice's own way to its repetition.
    let delay: VirtualTime
    /// In how many of a thousand notices.
    let permille: Int
}
