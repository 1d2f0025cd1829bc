import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery

/// The sources besides the members: the app's other agents, which DNS names, and second opinions beside the members.
/// Only the services that the configuration needs are started.
@Reactor
final class Neighbours {
    private let clock: AgentClock
    private let post: @Reactor (Event) -> Void
    private let names: @Reactor (MemberID) -> String?
    private var opinions: OpinionService?
    private var peers: PeerService?
    private var scout: SourceScout?
    private var fleet: DiscoveryService?
    /// This instance's addresses by its configuration, and whether it listens at all that its machine has.
    private var own: [IPAddress] = []
    private var listensEverywhere = false
    private var finding: Task<Void, Never>?
    private var isRunning = false

    /// - Parameter names: under which a member's host is known; nil for its address.
    init(
        clock: AgentClock, names: @escaping @Reactor (MemberID) -> String?, post: @escaping @Reactor (Event) -> Void
    ) {
        self.clock = clock
        self.names = names
        self.post = post
    }

    /// The search for the other agents; nil if no feature needs them.
    static func fleet(of configuration: Configuration) throws(StartError) -> FleetSearch? {
        guard configuration.seeksFleet else { return nil }
        return FleetSearch(
            dialect: DiscoveryService.fleetDialect(configuration),
            names: try NameService(configuration))
    }

    /// Goes by `configuration` from now on. A service that was wanted once stays: the core asks it no more.
    func take(_ configuration: Configuration, _ rest: PatroniREST, _ search: FleetSearch?) {
        own = configuration.ownAddresses
        listensEverywhere = configuration.httpListen?.isWildcard == true
        opinions?.rest = rest
        scout?.rest = rest
        if configuration.policy.asksOthers, opinions == nil {
            let service = OpinionService(rest, names: names, clock: clock, post: post)
            opinions = service
            scout = SourceScout(rest, names: names, on: service.thread, post: post)
        }
        if let port = configuration.peerPort {
            if let peers { peers.port = port } else { peers = PeerService(port: port, clock: clock, post: post) }
        }
        guard let search else {
            finding?.cancel()
            if fleet != nil { post(.fleet([], own: own)) }
            (finding, fleet) = (nil, nil)
            return
        }
        if let fleet { return fleet.follow(search.dialect, search.names) }
        fleet = DiscoveryService(
            dialect: search.dialect, names: search.names, timing: DiscoveryService.fleetTiming
        ) { [weak self] result in self?.know(result) }
        if isRunning { run() }
    }

    /// Begins to look for the other agents.
    func run() {
        isRunning = true
        guard let fleet else { return }
        finding = Reactor.task { await fleet.run() }
    }

    func follow(_ consultation: Consultation?) { opinions?.follow(consultation) }
    func follow(_ question: PeerQuestion?) { peers?.follow(question) }
    func follow(_ search: SourceSearch) { scout?.follow(search) }

    func stop() async {
        finding?.cancel()
        scout?.stop()
        await opinions?.stop()
        await peers?.stop()
    }

    private func know(_ result: DiscoveryResult) {
        let named = result.named?.members.map(\.id.address) ?? []
        let own = own + interfaces(named: named)
        opinions?.know(result, own: own)
        guard case .members = result else { return }
        post(.fleet(named, own: own))
    }

    /// Those addresses of this machine that DNS names: a question to one of them never leaves it. A loopback address that is not
    /// listened at may be another agent's on this machine.
    private func interfaces(named: [IPAddress]) -> [IPAddress] {
        guard !named.isEmpty else { return [] }
        return InterfaceAddresses.all().filter { address in
            named.contains(address) && !own.contains(address) && (listensEverywhere || !address.isLoopback)
        }
    }
}
