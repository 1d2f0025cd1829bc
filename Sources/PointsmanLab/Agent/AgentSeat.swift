/// Where one agent of a lab sits: its folder's name, its ports, and what its configuration says besides.
struct AgentSeat: Sendable {
    let name: String
    let poolerPort: UInt16
    let httpPort: UInt16
    /// Where it listens, and is asked.
    var address = "127.0.0.1"
    /// The place of its namespace; nil for the machine's own.
    var place: String?
    /// Further lines of `[pointsman]`.
    var keys: [String] = []
    /// What stands in for the platform's own variables.
    var environment: [String] = []

    /// A place to listen at, as a configuration has it.
    func listen(_ port: UInt16) -> String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

    /// The same with further lines.
    func with(_ keys: [String]) -> AgentSeat {
        var seat = self
        seat.keys += keys
        return seat
    }
}

extension LabPlan {
    /// The seat of a lab's one agent.
    var seat: AgentSeat { AgentSeat(name: "agent", poolerPort: poolerPort, httpPort: httpPort) }
}
