/// The place of one agent in a lab: its folder's name, its ports, and further configuration.
struct AgentSeat: Sendable {
    let name: String
    let poolerPort: UInt16
    let httpPort: UInt16
    /// The address at which it listens.
    var address = "127.0.0.1"
    /// The name of its namespace; nil for the machine's own.
    var place: String?
    /// The name that the agent knows its one server by; nil if DNS names all members.
    var endpoint: String?
    /// Further lines of `[pointsman]`.
    var keys: [String] = []
    /// Variables in place of the platform's own.
    var environment: [String] = []

    /// An address to listen at, as a configuration writes it.
    func listen(_ port: UInt16) -> String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

    /// This seat with further lines.
    func with(_ keys: [String]) -> AgentSeat {
        var seat = self
        seat.keys += keys
        return seat
    }
}

extension AgentSeat {
    /// The seat of one agent of a fleet, with ports that are free.
    /// - Parameters:
    ///   - number: which of its agents it is, from 1.
    ///   - endpoint: the name that it knows its one server by; nil if DNS names all members.
    ///   - keys: further lines of its configuration.
    static func ofFleet(_ number: Int, endpoint: String? = nil, keys: [String]) throws(LabError) -> AgentSeat {
        AgentSeat(
            name: "agent-\(number)", poolerPort: try LoopbackPorts.free(), httpPort: try LoopbackPorts.free(),
            endpoint: endpoint, keys: ["fleet_name = \(LabPlan.fleet)"] + keys,
            environment: ["FLY_PRIVATE_IP=::ffff:\(fleetAddress(number))"])
    }

    /// The address of a fleet's agent in DNS, where no program listens.
    static func fleetAddress(_ number: Int) -> String { "127.0.1.\(number)" }
}

extension LabPlan {
    /// The seat of a lab's one agent.
    var seat: AgentSeat { AgentSeat(name: "agent", poolerPort: poolerPort, httpPort: httpPort) }
}
