/// Drills in which packets are lost in silence, so that no program learns that a link has ended. They need network
/// namespaces.
extension Scenario {
    /// The places that the primary is cut off from.
    package enum Isolation: String, CaseIterable, Sendable {
        case everybody, standbys, agent
    }

    private static let standbys = [Place.server(.candidate), .server(.other)]

    /// - Parameter isOneWay: whether only what the primary sends is lost, so that it hears and is not heard.
    package static func partition(from isolation: Isolation = .everybody, isOneWay: Bool = false) -> Scenario {
        let far: [Place] =
            switch isolation {
            case .everybody: standbys + [.agent, .resolver]
            case .standbys: standbys
            case .agent: [.agent]
            }
        let primary = Place.server(.primary)
        let cuts = isOneWay ? far.map { Cut(from: primary, to: $0) } : .between(primary, and: far)
        let options = (isolation == .everybody ? "" : " --from \(isolation)") + (isOneWay ? " --one-way" : "")
        guard isolation == .agent else {
            return Scenario(
                name: "partition" + options,
                steps: [
                    before, .cut(cuts), promotionDelay, .promote([.candidate]), .untilBack,
                    .wait(.milliseconds(500) ... .seconds(1)), .mend, .write(.seconds(3)),
                ],
                targets: .init(allBackMs: 60, otherErrors: 0), expectation: .init(path: [.primary, .candidate]))
        }
        // No server is promoted: every place but ours sees a healthy primary.
        return Scenario(
            name: "partition" + options,
            steps: [before, .cut(cuts), .wait(.seconds(4) ... .seconds(5)), .mend, .measure(.primary), .untilBack],
            expectation: .init(path: [.primary], rules: ["suspect", "hold"], isDegraded: true))
    }

    /// Cuts off the primary's region, with the only resolver in it.
    package static let regionLoss = Scenario(
        name: "region-loss",
        steps: [
            before, .cut(.between(.server(.primary), and: standbys + [.agent]) + .between(.resolver, and: [.agent])),
            promotionDelay, .promote([.candidate]), .untilBack, .mend, .write(.seconds(1)),
        ],
        targets: .init(allBackMs: 60, otherErrors: 0), expectation: .init(path: [.primary, .candidate]))
}
