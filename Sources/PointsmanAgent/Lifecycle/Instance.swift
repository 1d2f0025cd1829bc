import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import StatusServer

/// One run of the agent: its parts, put together.
@Reactor
final class Instance {
    private let configuration: Configuration
    private let log: Logger
    private let agent: Agent
    private let snapshot: StatusSnapshot
    private let heartbeat = Heartbeat()
    private let notifier: ReadinessNotifier
    private let announcer: PrimaryAnnouncer
    private let discovery: DiscoveryService
    private let probes: ProbeService
    private let opinions: OpinionService?
    private let peers: PeerService?
    private let scout: SourceScout?
    /// Finds the other agents, where they are asked.
    private let fleet: DiscoveryService?
    private let pooler: PoolerService
    private let managed: ManagedPooler?
    private let locks: [FolderLock]
    private let server: StatusServer
    private var tasks: [Task<Void, Never>] = []
    private let handOver = HandOver()

    init(_ configuration: Configuration, log: Logger) async throws(StartError) {
        self.configuration = configuration
        self.log = log
        let folders = try Folders(configuration)
        try Self.checkPrograms(configuration)
        // Before anything is written there: what is there may be another agent's.
        locks = try [FolderLock(configuration.runtimeDirectory), FolderLock(configuration.stateDirectory)]
        let fences = FenceStore(path: configuration.fenceFile, cluster: configuration.clusterName)
        let file = DatabasesFile(path: configuration.databasesFile, unrouted: configuration.databasesIni)
        let tally = EventTally()
        var policy = configuration.policy
        policy.seed = InstanceSeed.number(configuration)
        let agent = Agent(
            policy: policy, fence: try fences.load(), led: file.route, restsFile: configuration.restsFile,
            heartbeat: heartbeat, tally: tally, log: log)
        self.agent = agent
        let complaints = ComplaintTally(clock: agent.clock)
        let severance = SeveranceRecord()
        snapshot = StatusSnapshot(
            clock: agent.clock, heartbeat: heartbeat, tally: tally, complaints: complaints, severance: severance)
        announcer = PrimaryAnnouncer(configuration, log: log)
        notifier = ReadinessNotifier(after: announcer)
        let hosts = MemberHosts(configuration.discovery)
        discovery = try DiscoveryService(configuration, explain: { log.info("discovery: \($0)") }) { result in
            hosts.know(result)
            agent.post(.discovery(result))
        }
        let database = configuration.database
        probes = ProbeService(
            check: configuration.checkQuery, clock: agent.clock, seed: policy.seed, log: log,
            dial: { database.parameters(dialling: $0, named: hosts[$0]) }, post: { agent.post($0) })
        var opinions: OpinionService?
        let own = configuration.ownAddresses
        if configuration.policy.asksOthers {
            opinions = OpinionService(own: own, clock: agent.clock) { agent.post($0) }
        }
        self.opinions = opinions
        scout = opinions.map { SourceScout(on: $0.thread) { agent.post($0) } }
        var peers: PeerService?
        if let port = configuration.peerPort { peers = PeerService(port: port, clock: agent.clock) { agent.post($0) } }
        self.peers = peers
        fleet = try DiscoveryService(fleetOf: configuration) { [opinions] result in
            opinions?.know(result)
            guard case .members(let agents) = result else { return }
            agent.post(.fleet(agents.map(\.id.address), own: own.first))
        }

        let way: PoolerWay
        switch configuration.pooler {
        case .managed:
            let files = ManagedFiles(configuration, folders: folders)
            let program = try PoolerProgram.path(in: PoolerProgram.searchPath)
            let listen = files.sharesItsPort ? nil : ListenProbe(listen: configuration.poolerListen)
            // Nothing is written that one which runs would read before both are known to be right.
            try await files.tryOut(program, log: log)
            let isHidden = files.running == nil ? await files.answers() : false
            if let listen, files.running == nil, !isHidden,
                let complaint = await listen.complaint(within: .seconds(1))
            {
                throw StartError(.unavailable, complaint)
            }
            way = try files.write()
            managed = try ManagedPooler(
                files, program: program, listen: listen, isHidden: isHidden, log: log, complaints: complaints
            ) { agent.loseServers() }
        case .attached(let console, let ini):
            way = try AttachedPooler(configuration, console: console, ini: ini).way()
            if let complaint = await PoolerProcesses(console: way.console).complaint(
                dials: 5, until: .now + .seconds(1))
            {
                throw StartError(.unavailable, "PgBouncer: \(complaint)")
            }
            managed = nil
        }
        pooler = PoolerService(
            way, file: file, holdTimeout: configuration.policy.holdTimeout, folder: configuration.runtimeDirectory,
            log: log, severance: severance,
            trouble: { [managed] in managed?.trouble },
            post: { agent.post($0) })
        let snapshot = snapshot
        let reads = StatusRoutes(
            content: { snapshot.content }, figures: PoolerFigures(ShowReader(console: way.console)),
            region: configuration.policy.region, heartbeat: heartbeat,
            isAsked: { Task { @Reactor in agent.post(.askedByPeer) } })
        let handOver = handOver
        let changes = ControlRoutes(
            snapshot: snapshot, policy: configuration.policy,
            request: { request in await Reactor.run { agent.post(.request(request)) } }, handOver: { handOver.begin() })
        server = StatusServer(routes: reads.routes + changes.routes, access: configuration.access)
        agent.begin(
            with: .init(
                probes: probes, pooler: pooler, fences: fences, opinions: opinions, peers: peers, scout: scout,
                discovery: discovery))
    }

    /// Opens the doors and lets everything run.
    func start() async throws(StartError) {
        // What came before took its time, and nobody could ask.
        heartbeat.beat()
        do throws(ListenError) {
            let http = configuration.httpListen.map { ServerAddress.tcp("\($0.address)", port: $0.port) }
            try await server.start(
                on: [http, .control(path: configuration.controlSocket)].compactMap(\.self))
        } catch {
            let isSocket = error.place == configuration.controlSocket
            throw StartError(
                .unavailable, isSocket ? "\(error)" : "\(error); set http_listen to another address, or to none")
        }
        agent.publish { [snapshot, notifier, announcer] status in
            snapshot.store(status)
            announcer.take(status)
            notifier.take(status)
        }
        let feeder = WatchdogFeeder(notifier: Notifier(), heartbeat: heartbeat)
        if let managed { run { await managed.run() } }
        run { [agent] in await agent.keepTime(longestRest: min(feeder.longestRest ?? .seconds(1), .seconds(1))) }
        run { [pooler] in await pooler.run() }
        run { [discovery] in await discovery.run() }
        if let fleet { run { await fleet.run() } }
        run { [notifier] in await notifier.run() }
        run { await feeder.run() }
    }

    /// Takes what may change while running: PgBouncer's own keys. DNS is asked at once.
    func reload(_ result: Result<Configuration, ConfigurationFailure>) async {
        await notifier.reload {
            discovery.refresh()
            agent.post(.reloaded)
            switch result {
            case .failure(let failure): log.error("the configuration stays as it was: \(failure)")
            case .success(let new): await take(new)
            }
        }
    }

    /// Not ready first; then the pooler drains and ends, unless the next agent is to have it; then the rest.
    func stop() async {
        // Beyond the drain, the pooler gets six seconds and the server one.
        await notifier.stopping(within: configuration.policy.drainTimeout + .seconds(10))
        agent.post(.shutdown)
        if handOver.isUnderWay {
            log.notice("handing over: PgBouncer goes on")
        } else {
            await managed?.stop(drainTimeout: configuration.policy.drainTimeout)
        }
        await pooler.stop()
        probes.stop()
        scout?.stop()
        await opinions?.stop()
        await peers?.stop()
        tasks.forEach { $0.cancel() }
        await server.stop(within: .seconds(1))
    }

    /// What is started again and again while the agent runs must be there at its start.
    private static func checkPrograms(_ configuration: Configuration) throws(StartError) {
        let guardian = Folders.sibling("pointsman-guard")
        guard ProgramSearch.isProgram(guardian) else {
            throw StartError(
                .unavailable,
                "there is no program \(guardian), without which no client may be held: install both together")
        }
        guard let hook = configuration.hook.first, !ProgramSearch.isProgram(hook) else { return }
        throw StartError(
            .noInput,
            "hook: there is no program \(printable(hook)) that this user may run: name one that is there, or leave hook out"
        )
    }

    private func take(_ new: Configuration) async {
        guard new.differsOnlyInPooler(from: configuration) else {
            log.warning("the configuration differs in keys that take effect at the next start")
            return
        }
        guard managed != nil else { return }
        for notice in new.notices where !configuration.notices.contains(notice) { log.notice("\(notice)") }
        do {
            let files = ManagedFiles(new, folders: try Folders(new))
            try await files.tryOut(try PoolerProgram.path(in: PoolerProgram.searchPath), log: log)
            _ = try files.write()
            try await pooler.reload()
            log.notice("PgBouncer has read its configuration again")
        } catch {
            log.error("PgBouncer's configuration stays as it was: \(error)")
        }
    }

    private func run(_ work: @escaping @Reactor () async -> Void) {
        tasks.append(Task { @Reactor in await work() })
    }
}
