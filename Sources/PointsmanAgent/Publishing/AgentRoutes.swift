import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import StatusServer

/// All that an agent answers over HTTP and on its control socket.
@Reactor
struct AgentRoutes {
    let all: [HTTPRoute]

    /// - Parameter consoles: the login of each PgBouncer process's console.
    init(
        _ agent: ConductorShell, _ snapshot: StatusSnapshot, _ running: RunningConfiguration, heartbeat: Heartbeat,
        live: LiveEvents, consoles: [Login], hosts: MemberHosts, manager: PatroniManager, handOver: HandOver,
        log: Logger
    ) {
        let chronicle = agent.chronicle
        let request = { @Sendable (request: OperatorRequest) in await Reactor.run { agent.post(.request(request)) } }
        let reads = StatusRoutes(
            content: { snapshot.content }, figures: PoolerFigures(consoles.map { ShowReader(console: $0) }),
            region: running.value.policy.region, heartbeat: heartbeat, live: live,
            stories: IncidentStories(
                over: { [tally = chronicle.tally] in tally.latest },
                current: { await Reactor.run { chronicle.report(at: agent.clock.now) } }),
            isAsked: { Reactor.task { agent.post(.askedByPeer) } })
        let changes = ControlRoutes(
            snapshot: snapshot, policy: running.value.policy, request: request, handOver: { handOver.begin() })
        let fleet = FleetRoutes(
            snapshot: snapshot, currentPolicy: { running.value.policy }, request: request,
            transactions: OpenTransactions { running.value.database.parameters(dialling: $0, named: hosts[$0]) })
        let moves = ManagedMoveRoutes(
            snapshot: snapshot, currentPolicy: { running.value.policy }, request: request, manager: manager, log: log)
        let cutover = CutoverRoutes(
            snapshot: snapshot, currentPolicy: { running.value.policy }, request: request, log: log)
        all = reads.routes + changes.routes + fleet.routes + moves.routes + cutover.routes
    }
}
