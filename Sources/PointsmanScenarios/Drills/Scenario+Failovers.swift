/// The primary goes, in one way or another, and somebody takes its place.
extension Scenario {
    /// Undisturbed writes before the fault.
    static let before = Step.write(.milliseconds(1500))
    /// How long it takes until somebody is promoted.
    static let promotionDelay = Step.wait(.seconds(1) ... .seconds(2))

    package static let crash = Scenario(
        name: "crash", steps: [before, .kill(.primary), promotionDelay, .promote([.candidate]), .untilBack],
        targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0),
        expectation: .init(path: [.primary, .candidate]))

    package static let planned = Scenario(
        name: "planned", steps: [before, .stop(.primary), .promote([.candidate]), .untilBack],
        targets: .init(rerouteMs: 10, otherErrors: 0), expectation: .init(path: [.primary, .candidate]))

    package static let flap = flap(times: 1)

    /// The primary dies and is started again in place, on the timeline that it had, as often as that.
    package static func flap(times: Int) -> Scenario {
        let restart = [Step.kill(.primary), .start(.primary), .untilBack]
        let again = [Step.wait(.milliseconds(300) ... .milliseconds(600))] + restart
        return Scenario(
            name: times == 1 ? "flap" : "flap --times \(times)",
            steps: [before] + restart + [[Step]](repeating: again, count: times - 1).joined(),
            targets: .init(rerouteMs: 25), expectation: .init(path: [.primary]), isSynchronous: false)
    }

    package static let hang = hang()

    /// The primary stands still with all its connections open, and returns when another one has its place.
    /// - Parameter isLong: whether it takes so long until somebody is promoted that the agent gives the primary up before.
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

    /// Two standbys are promoted, to the same timeline. When the agent has given up holding, somebody ends the one that
    /// nobody waited for. What was acknowledged by that one is lost, and no agent can keep it: both took writes, and from
    /// nothing that they show can be told which of them will be left.
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

    /// Two promotions to one timeline, of which the agent sees the one before the other, and the first one dies for good.
    package enum Owner: String, Sendable, CaseIterable {
        /// Writes were acknowledged there: the other one waits for an operator's word. What only the first one had is lost.
        case used
        /// PgBouncer stood still meanwhile, so that no statement went through: the other one takes its place by itself.
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
