import PointsmanScenarios

/// Leads a drill's scenario through the modelled world: holds the next step, and what that step waits for.
struct Director {
    /// The time from one look at a step's condition to the next.
    static let interval = VirtualTime.milliseconds(5)
    /// How long a step waits for a saying, and for writers or a member's name.
    static let sayingPatience = VirtualTime.seconds(25)
    static let patience = VirtualTime.seconds(40)

    let scenario: Scenario
    var next = 0
    /// When the step that waits began; nil if none waits.
    var waitsSince: VirtualTime?
    /// The server that writes must reach again.
    var awaited: Scenario.Server?
    /// The number of writes that this server has acknowledged since it was awaited.
    var acknowledged = 0
    /// The rule that the agent named last, and all rules since the last step began.
    var said: Set<String> = []
    /// The servers that steps have added.
    var guests: [Scenario.Server: (server: Int, address: Int)] = [:]
    /// The conditions that never came to hold.
    var faults: [String] = []

    /// Takes the facts of the agent and its clients.
    mutating func hear(_ fact: Fact) {
        switch fact {
        case .decided(_, let rule): said.insert(rule)
        case .acknowledged(_, let server, _) where server == awaited?.number: acknowledged += 1
        default: break
        }
    }
}

extension Scenario {
    /// Why the model can't play the scenario; nil if it can.
    package var unmodelled: String? {
        rotates ? "the model has no passwords" : nil
    }
}
