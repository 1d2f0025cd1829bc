import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import StatusServer

/// One run of the agent: its parts, put together.
@Reactor
final class AgentParts {
    private let running: RunningConfiguration
    let log: Logger
    private let logSettings: LogSettings
    let agent: ConductorShell
    private let snapshot: StatusSnapshot
    private let heartbeat = Heartbeat()
    /// Which members refuse a login that was read again.
    let record: LoginRecord
    let notifier: ReadinessNotifier
    private let announcer: PrimaryAnnouncer
    let discovery: DiscoveryService
    let hosts: MemberHosts
    let probes: ProbeService
    private let fences: FenceStore
    private let neighbours: Neighbours
    private let manager: PatroniManager
    let pooler: PoolerService
    let managed: ManagedPooler?
    /// What PgBouncer's files say, where it is ours.
    var pooled: PooledConfiguration
    /// Whether PgBouncer has a password of before, since the server that writes are led to has not taken the new one yet.
    var lacksPassword = false
    /// What a managed PgBouncer has read last.
    var poolerInputs: [LoadedFile] = []
    private let locks: [FolderLock]
    private let server: StatusServer
    private var tasks: [Task<Void, Never>] = []
    private let handOver = HandOver()
    /// This run among the agents of its fleet.
    private let sender: FleetSender

    /// What it goes by now.
    var configuration: Configuration { running.value }

    init(_ configuration: Configuration, log: Logger, settings: LogSettings) async throws(StartError) {
        var configuration = configuration
        configuration.policy.seed = InstanceSeed.number(configuration)
        let sender = FleetSender(configuration)
        self.sender = sender
        configuration.policy.fleetSender = configuration.fleetSecret.map { _ in sender }
        running = RunningConfiguration(configuration)
        pooled = PooledConfiguration(configuration)
        self.log = log
        logSettings = settings
        let folders = try Folders(configuration)
        try Self.checkPrograms(configuration)
        // Before anything is written there: what is there may be another agent's.
        locks = try [FolderLock(configuration.runtimeDirectory), FolderLock(configuration.stateDirectory)]
        fences = FenceStore(path: configuration.fenceFile, cluster: configuration.clusterName)
        let file = DatabasesFile(path: configuration.databasesFile, unrouted: configuration.databasesIni)
        let tally = EventTally()
        let policy = configuration.policy
        let agent = ConductorShell(
            policy: policy, fence: try fences.load(), led: file.route, restsFile: configuration.restsFile,
            heartbeat: heartbeat, tally: tally, log: log)
        self.agent = agent
        let complaints = ComplaintTally(clock: agent.clock)
        let severance = SeveranceRecord()
        let record = LoginRecord()
        record.name(configuration)
        self.record = record
        snapshot = StatusSnapshot(
            clock: agent.clock, heartbeat: heartbeat, tally: tally, complaints: complaints, severance: severance,
            login: record)
        announcer = PrimaryAnnouncer(configuration, log: log)
        notifier = ReadinessNotifier(after: announcer)
        let hosts = MemberHosts(configuration.discovery)
        self.hosts = hosts
        discovery = try DiscoveryService(configuration, explain: { log.info("discovery: \($0)") }) { result in
            hosts.know(result)
            agent.post(.discovery(result))
        }
        let database = configuration.database
        probes = ProbeService(
            check: configuration.checkQuery, clock: agent.clock, seed: policy.seed, record: record, log: log,
            dial: { database.parameters(dialling: $0, named: hosts[$0]) }, post: { agent.post($0) })
        probes.take(configuration.noticeSignature)
        neighbours = Neighbours(clock: agent.clock, names: { hosts[$0] }, post: { agent.post($0) })
        let rest = try PatroniREST(configuration.patroni)
        neighbours.take(configuration, rest, try Neighbours.fleet(of: configuration))

        let endpoints: PoolerEndpoints
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
            endpoints = try files.write()
            let inputs = files.inputs
            poolerInputs = await offReactor { inputs.map { Disk.load($0) } }
            managed = try ManagedPooler(
                files, program: program, listen: listen, isHidden: isHidden, log: log, complaints: complaints
            ) { count in
                agent.post(.serversLost(count: count))
            } onRefusedPassword: {
                agent.takeRefusedPassword()
            }
        case .attached(let console, let ini):
            endpoints = try AttachedPooler(configuration, console: console, ini: ini).endpoints()
            if let complaint = await PoolerProcesses(console: Login(endpoints.console)).complaint(
                dials: 5, until: .now + .seconds(1))
            {
                throw StartError(.unavailable, "PgBouncer: \(complaint)")
            }
            managed = nil
        }
        pooler = PoolerService(
            endpoints, file: file, holdTimeout: configuration.policy.holdTimeout,
            folder: configuration.runtimeDirectory,
            log: log, severance: severance, record: record,
            trouble: { [managed] in managed?.trouble },
            post: { agent.post($0) })
        let (snapshot, running) = (snapshot, running)
        let reads = StatusRoutes(
            content: { snapshot.content }, figures: PoolerFigures(ShowReader(console: pooler.logins.console)),
            region: running.value.policy.region, heartbeat: heartbeat,
            isAsked: { Task { @Reactor in agent.post(.askedByPeer) } })
        let handOver = handOver
        let changes = ControlRoutes(
            snapshot: snapshot, policy: running.value.policy,
            request: { request in await Reactor.run { agent.post(.request(request)) } }, handOver: { handOver.begin() })
        let fleet = FleetRoutes(
            snapshot: snapshot, currentPolicy: { running.value.policy },
            request: { request in await Reactor.run { agent.post(.request(request)) } },
            transactions: OpenTransactions { running.value.database.parameters(dialling: $0, named: hosts[$0]) })
        let manager = PatroniManager(rest) { hosts[$0] }
        self.manager = manager
        let moves = ManagedMoveRoutes(
            snapshot: snapshot, currentPolicy: { running.value.policy },
            request: { request in await Reactor.run { agent.post(.request(request)) } }, manager: manager, log: log)
        server = StatusServer(
            routes: reads.routes + changes.routes + fleet.routes + moves.routes, access: configuration.access)
        agent.begin(
            with: .init(
                probes: probes, pooler: pooler, fences: fences, neighbours: neighbours, discovery: discovery))
        probes.proven = { [weak self] in self?.switchPassword() }
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
        agent.publish { [snapshot, notifier, announcer, weak self] status in
            self?.switchPassword()
            snapshot.store(status)
            announcer.take(status)
            notifier.take(status)
        }
        let feeder = WatchdogFeeder(notifier: Notifier(), heartbeat: heartbeat)
        if let managed { run { await managed.run() } }
        run { [agent] in await agent.keepTime(longestRest: min(feeder.longestRest ?? .seconds(1), .seconds(1))) }
        run { [pooler] in await pooler.run() }
        run { [discovery] in await discovery.run() }
        neighbours.run()
        run { [notifier] in await notifier.run() }
        run { await feeder.run() }
    }

    /// Goes by another configuration in all that needs nothing which can fail.
    func follow(_ new: Configuration, _ found: Found) {
        var new = new
        new.policy.fleetSender = new.fleetSecret.map { _ in sender }
        running.take(new)
        probes.take(new.noticeSignature)
        logSettings.take(new.logFormat, level: new.logLevel)
        server.take(new.access)
        announcer.take(hook: new.hook)
        agent.post(.policy(new.policy))
        hosts.take(new.discovery)
        discovery.follow(
            DiscoveryService.dialect(new), found.names, managers: DiscoveryService.managers(found.rest))
        neighbours.take(new, found.rest, found.fleet)
        manager.take(found.rest)
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
        await neighbours.stop()
        tasks.forEach { $0.cancel() }
        await server.stop(within: .seconds(1))
    }

    /// What is started again and again while the agent runs must be there at its start.
    static func checkPrograms(_ configuration: Configuration) throws(StartError) {
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

    private func run(_ work: @escaping @Reactor () async -> Void) {
        tasks.append(Task { @Reactor in await work() })
    }
}
