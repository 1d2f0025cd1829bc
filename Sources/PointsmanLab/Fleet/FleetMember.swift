import LinuxReactor

/// One instance of the fleet: its agent and its app.
@Reactor
final class FleetMember {
    /// The address in DNS. No program listens there.
    nonisolated let address: String
    let agent: LabAgent
    let load: FleetLoad

    /// - Parameter budget: the value of `fleet_connections`.
    init(_ number: Int, of plan: LabPlan, program: AgentProgram, budget: String) throws(LabError) {
        address = AgentSeat.fleetAddress(number)
        let seat = try AgentSeat.ofFleet(number, keys: ["fleet_connections = \(budget)"])
        agent = LabAgent(program, of: plan, at: seat)
        load = FleetLoad(through: plan.pooledConnection(at: seat.poolerPort))
    }

    /// Ends the instance. The app ends first, as on every platform that stops both.
    func leave() async {
        await load.stop()
        await agent.stop()
    }
}
