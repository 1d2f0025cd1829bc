import LinuxReactor

/// Pointsman with a PgBouncer of its own.
@Reactor
final class AgentRoute: ContenderRoute {
    private let stack: LabStack
    private let agent: LabAgent
    private let seat: AgentSeat
    private let grantsMonitor: Bool

    /// - Parameter isGranted: whether it has root's capabilities and `pg_monitor`, or neither.
    init(_ path: String, isGranted: Bool, on stack: LabStack) throws(LabError) {
        self.stack = stack
        grantsMonitor = isGranted
        seat = AgentSeat(
            name: isGranted ? "agent-granted" : "agent-default", poolerPort: try LoopbackPorts.free(),
            httpPort: try LoopbackPorts.free())
        agent = LabAgent(
            AgentProgram(path: path, privileges: isGranted ? .root : .none), of: stack.plan, at: seat)
    }

    var ways: [[(keyword: String, value: String)]] { [stack.plan.pooledConnection(at: seat.poolerPort)] }

    func start(leadingTo primary: MemberServer) async throws(LabError) {
        try await primary.administer(grantsMonitor ? "grant pg_monitor to app" : "revoke pg_monitor from app")
        try agent.start()
        try await agent.isReady()
    }

    func stop() async { await agent.stop() }
}
