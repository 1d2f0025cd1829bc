import PointsmanScenarios

/// Who leads a drill's scenario through the modelled world: which step is next, and what it waits for.
struct Director {
    /// Another look at what a step waits for.
    static let interval = VirtualTime.milliseconds(5)
    /// How long a saying is waited for, and how long writers and a member's name are.
    static let sayingPatience = VirtualTime.seconds(25)
    static let patience = VirtualTime.seconds(40)

    let scenario: Scenario
    var next = 0
    /// When the step that waits began; nil while none does.
    var waitsSince: VirtualTime?
    /// The server that writes are to be back at.
    var awaited: Scenario.Server?
    /// By server, how many writes were acknowledged since it was awaited.
    var acknowledged = 0
    /// The rule that the agent named last, and every one since the last step that began.
    var said: Set<String> = []
    /// The servers that a step has added.
    var guests: [Scenario.Server: (server: Int, address: Int)] = [:]
    /// What did not come about.
    var faults: [String] = []

    /// Takes what the agent and its clients do.
    mutating func hear(_ fact: Fact) {
        switch fact {
        case .decided(_, let rule): said.insert(rule)
        case .acknowledged(_, let server, _) where server == awaited?.number: acknowledged += 1
        default: break
        }
    }
}

extension Scenario {
    /// Why the model can't run it; nil where it can.
    package var unmodelled: String? {
        rotates ? "the model has no passwords" : nil
    }
}
