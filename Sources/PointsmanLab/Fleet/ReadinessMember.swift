import LinuxReactor

/// One instance of the drill: its agent in a namespace of its own, clients of its pooler, and the answers of its
/// `/readyz`.
@Reactor
final class ReadinessMember {
    /// One answer.
    struct Sample: Equatable {
        let moment: ContinuousClock.Instant
        /// The status code; 0 if no answer came in time.
        let status: Int
        let isDegraded: Bool
    }

    nonisolated let place: String
    nonisolated let address: String
    let agent: LabAgent
    let load: FleetLoad
    private(set) var samples: [Sample] = []
    private var poller: Task<Void, Never>?

    private static let interval = Duration.milliseconds(50)
    private static let port: UInt16 = 6433
    /// The last part of the first instance's address.
    private static let firstNumber = 0x100

    init(
        _ number: Int, of plan: LabPlan, in network: RegionNetwork, program: AgentProgram, holdTimeout: Duration
    ) throws(LabError) {
        place = "app\(number)"
        address = network.address(Self.firstNumber + number)
        let seat = AgentSeat(
            name: "agent-\(number)", poolerPort: 6432, httpPort: Self.port, address: address, place: place,
            keys: ["fleet_name = \(LabPlan.fleet)", "hold_timeout = \(holdTimeout.components.seconds)s"],
            environment: ["FLY_PRIVATE_IP=\(address)"])
        agent = LabAgent(program, of: plan, at: seat)
        load = FleetLoad(through: plan.pooledConnection(at: 6432, address: address), clients: 2)
    }

    func startPolling() {
        poller = Reactor.task {
            while !Task.isCancelled {
                let asked = ContinuousClock.now
                let answer = await self.agent.readiness(within: .seconds(1))
                self.samples.append(
                    Sample(moment: .now, status: answer?.status ?? 0, isDegraded: answer?.isDegraded ?? false))
                await Reactor.sleep(until: asked + Self.interval)
            }
        }
    }

    func samples(since moment: ContinuousClock.Instant) -> [Sample] { samples.filter { $0.moment >= moment } }

    func leave() async {
        poller?.cancel()
        await load.stop()
        await agent.stop()
    }
}
