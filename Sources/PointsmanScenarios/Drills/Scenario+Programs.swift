/// Drills in which the programs beside the servers fail: DNS, the pooler, the agent.
extension Scenario {
    /// The moment at which a program is killed.
    package enum Moment: String, CaseIterable, Sendable {
        case rest, hold, reroute
    }

    package static let dnsDown = Scenario(
        name: "dns-down",
        steps: [
            before, .kill(.primary), .killResolver, promotionDelay, .promote([.candidate]), .untilBack,
            .write(.seconds(1)), .startResolver,
        ],
        targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0), expectation: .init(path: [.primary, .candidate]))

    /// Replaces the app's password on the server and in the agent's file, first in one order, then back again in the
    /// other, while PgBouncer's server connections turn over and clients keep connecting anew. A client has both
    /// passwords, like an app that reads its secret again if it is refused.
    package static let rotate = Scenario(
        name: "rotate",
        steps: [
            before, .giveAgent(.first), .write(.seconds(2)), .setRolePassword(.second), .write(.seconds(1)),
            .giveAgent(.second),
            .write(.seconds(5)), .giveAgent(.first), .write(.seconds(2)), .setRolePassword(.first),
            .untilSaid(.passwordTaken), .write(.seconds(5)),
        ],
        targets: .init(otherErrors: 0), expectation: .init(path: [.primary], errorStates: []))

    /// A random moment within the usual time of a reroute.
    private static let amidReroute = Step.wait(.zero ... .milliseconds(40))

    package static func poolerCrash(during moment: Moment = .rest) -> Scenario {
        guard moment != .rest else {
            return Scenario(
                name: "pooler-crash", steps: [before, .killPooler, .measure(.primary), .untilBack],
                expectation: .init(path: [.primary], isUnready: true))
        }
        let isHold = moment == .hold
        let kill = isHold ? [.killPooler, promotionDelay] : [promotionDelay]
        return Scenario(
            name: "pooler-crash --during \(moment)",
            steps: [before, .kill(.primary)] + (isHold ? [.wait(.milliseconds(200) ... .milliseconds(800))] : [])
                + kill + [.promote([.candidate])] + (isHold ? [] : [amidReroute, .killPooler]) + [.untilBack],
            expectation: .init(path: [.primary, .candidate]))
    }

    /// Kills the agent, which is started again soon, as systemd would do.
    package static func agentCrash(during moment: Moment = .hold) -> Scenario {
        let crash = [Step.killAgent, .wait(.milliseconds(100) ... .milliseconds(500)), .startAgent]
        let middle: [Step] =
            switch moment {
            case .rest: crash + [.untilSaid(.writesRouted), .kill(.primary), promotionDelay, .promote([.candidate])]
            case .hold:
                [.kill(.primary), .wait(.milliseconds(200) ... .milliseconds(800))] + crash
                    + [promotionDelay, .promote([.candidate])]
            case .reroute: [.kill(.primary), promotionDelay, .promote([.candidate]), amidReroute] + crash
            }
        let option = moment == .hold ? "" : " --during \(moment)"
        return Scenario(name: "agent-crash" + option, steps: [before] + middle + [.untilBack])
    }
}
