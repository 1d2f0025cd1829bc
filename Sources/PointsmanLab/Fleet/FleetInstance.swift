import LinuxReactor
import PointsmanLoad

/// One agent of a fleet in the lab, and the clients of its PgBouncer.
@Reactor
struct FleetInstance {
    let address: String
    /// Of its status server, on every loopback address.
    let httpPort: UInt16
    let agent: LabAgent
    let load: Workload

    /// Starts nothing yet.
    /// - Parameters:
    ///   - number: which of the fleet's agents it is, from 1.
    ///   - endpoint: the name that it knows its one server by; nil if DNS names all members.
    ///   - keys: further lines of its configuration.
    init(
        _ number: Int, of program: AgentProgram, in plan: LabPlan, endpoint: String? = nil, keys: [String],
        writers: Int, callers: Int, table: LedgerTable, stopwatch: Stopwatch
    ) throws(LabError) {
        address = AgentSeat.fleetAddress(number)
        let seat = try AgentSeat.ofFleet(number, endpoint: endpoint, keys: keys)
        httpPort = seat.httpPort
        agent = LabAgent(program, of: plan, at: seat)
        load = Workload(
            writers: writers, callers: callers, table: table, through: [plan.pooledConnection(at: seat.poolerPort)],
            stopwatch: stopwatch)
    }
}
