/// Drills in which the primary is lost in one way or another, and another server takes its place.
extension Scenario {
    /// Undisturbed writes before the fault.
    static let before = Step.write(.milliseconds(1500))
    /// The time until a server is promoted.
    static let promotionDelay = Step.wait(.seconds(1) ... .seconds(2))

    package static let crash = Scenario(
        name: "crash", steps: [before, .kill(.primary), promotionDelay, .promote([.candidate]), .untilBack],
        targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0),
        expectation: .init(path: [.primary, .candidate]))

    package static let planned = Scenario(
        name: "planned", steps: [before, .stop(.primary), .promote([.candidate]), .untilBack],
        targets: .init(rerouteMs: 10, otherErrors: 0), expectation: .init(path: [.primary, .candidate]))

    package static let flap = flap(times: 1)

    /// Kills the primary and starts it again in place, on the same timeline, so many times.
    package static func flap(times: Int) -> Scenario {
        let restart = [Step.kill(.primary), .start(.primary), .untilBack]
        let again = [Step.wait(.milliseconds(300) ... .milliseconds(600))] + restart
        return Scenario(
            name: times == 1 ? "flap" : "flap --times \(times)",
            steps: [before] + restart + [[Step]](repeating: again, count: times - 1).joined(),
            targets: .init(rerouteMs: 25), expectation: .init(path: [.primary]), isSynchronous: false)
    }

    package static let hang = hang()

    /// Stops the primary's processes with all connections open. It returns when another server has taken its place.
    /// - Parameter isLong: whether the promotion takes so long that the agent gives the primary up before.
    package static func hang(isLong: Bool = false) -> Scenario {
        Scenario(
            name: "hang" + (isLong ? " --long" : ""),
            steps: [
                before, .freeze(.primary), isLong ? .wait(.seconds(4) ... .seconds(5)) : promotionDelay,
                .promote([.candidate]), .untilBack, .wait(.milliseconds(500) ... .seconds(1)), .thaw(.primary),
                .write(.seconds(3)),
            ],
            targets: .init(allBackMs: 60, otherErrors: 0),
            expectation: .init(path: [.primary, .candidate], rules: isLong ? ["suspect", "hold"] : []))
    }

    package static let cascade = Scenario(
        name: "cascade",
        steps: [
            before, .kill(.primary), promotionDelay, .promote([.candidate]), .untilBack, .follow(.other, .candidate),
            .write(.milliseconds(500)), .kill(.candidate), promotionDelay, .promote([.other]), .untilBack,
        ],
        targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0),
        expectation: .init(path: [.primary, .candidate, .other]))

    /// Promotes two standbys to the same timeline. When the agent has given up holding, the one that no commit waited
    /// for is stopped. Writes that only this one acknowledged are lost, and no agent can keep them: both took writes,
    /// and nothing that they show tells which one will be left.
    /// - Parameter isAtStart: whether the agent is away when it happens and finds both.
    package static func splitBrain(isAtStart: Bool = false) -> Scenario {
        let promotion = [promotionDelay, .promote([.candidate, .other])]
        return Scenario(
            name: "split-brain" + (isAtStart ? " --at-start" : ""),
            steps: [before, .kill(.primary)]
                + (isAtStart
                    ? [.killAgent] + promotion + [.wait(.seconds(1) ... .seconds(2)), .startAgent] : promotion)
                + [
                    .untilSaid(.writesFailBySplitBrain), .write(.seconds(1)), .kill(.other),
                    .measure(.candidate), .untilBack,
                ],
            expectation: .init(
                rules: ["split brain"], isUnready: isAtStart, isDegraded: !isAtStart, loser: .other))
    }

    /// The state of the first of two servers that are promoted to one timeline. The agent sees the first before the
    /// second, and the first one dies for good.
    package enum Owner: String, Sendable, CaseIterable {
        /// Writes were acknowledged by the first: the second waits for an operator's adoption, and what only the first
        /// had is lost.
        case used
        /// PgBouncer stood still meanwhile, so no statement went through: the second takes the first one's place by
        /// itself.
        case unused
    }

    package static func splitBrain(losing owner: Owner) -> Scenario {
        let first: [Step] =
            switch owner {
            case .used: [.promote([.candidate]), .untilBack, .write(.milliseconds(500)), .promote([.other])]
            case .unused:
                [
                    .freezePooler, .promote([.candidate]), .wait(.milliseconds(300) ... .milliseconds(400)),
                    .promote([.other]), .wait(.milliseconds(300) ... .milliseconds(400)), .thawPooler,
                ]
            }
        return Scenario(
            name: "split-brain --losing \(owner.rawValue)",
            steps: [before, .kill(.primary), promotionDelay] + first
                + [.untilSaid(.splitBrain), .kill(.candidate)] + (owner == .used ? [.adopt(.other)] : [])
                + [.measure(.other), .untilBack],
            expectation: .init(rules: ["split brain"], loser: .candidate))
    }
}
