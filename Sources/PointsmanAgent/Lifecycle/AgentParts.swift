import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import StatusServer

/// One run of the agent: all its parts, put together.
@Reactor
final class AgentParts {
    private let running: RunningConfiguration
    let log: Logger
    private let logSettings: LogSettings
    let agent: ConductorShell
    private let snapshot: StatusSnapshot
    private let heartbeat = Heartbeat()
    /// The members that refuse a login that was read again.
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
    /// The configuration in PgBouncer's files, if PgBouncer is managed.
    var pooled: PooledConfiguration
    /// Whether PgBouncer still has the former password, because the server that writes are led to has not accepted the
    /// new one yet.
    var lacksPassword = false
    /// The files that a managed PgBouncer has read last.
    var poolerInputs: [LoadedFile] = []
    private let locks: [FolderLock]
    private let server: StatusServer
    private var tasks: [Task<Void, Never>] = []
    private let handOver = HandOver()
    /// The name of this run among the agents of its fleet.
    private let sender: FleetSender

    /// The configuration that is in force now.
    var configuration: Configuration { running.value }

    init(_ configuration: Configuration, log: Logger, settings: LogSettings) async throws(StartError) {
        var configuration = configuration
        configuration.policy.seed = InstanceSeed.number(configuration)
        let sender = FleetSender(configuration)
        self.sender = sender
        configuration.policy.fleetSender = configuration.fleetSecret.map { _ in sender }
        configuration.policy.isFleetNamed = configuration.isFleetNamed
        running = RunningConfiguration(configuration)
        pooled = PooledConfiguration(configuration)
        self.log = log
        logSettings = settings
        let folders = try Folders(configuration)
        try RequiredPrograms.check(configuration)
        // Locked before anything is written there: the files may be another agent's.
        locks = try [FolderLock(configuration.runtimeDirectory), FolderLock(configuration.stateDirectory)]
        fences = FenceStore(path: configuration.fenceFile, cluster: configuration.clusterName)
        let file = DatabasesFile(
            path: configuration.databasesFile, unrouted: configuration.databasesIni,
            owner: configuration.pooler == .managed
                ? try ManagedFiles(configuration, folders: folders).poolerUser() : nil)
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
            login: record, databases: LedDatabases(configuration.databasesIni))
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
            dial: { database.parameters(dialling: $0, named: hosts[$0]) },
            probeDial: Self.probeDial(configuration, hosts), post: { agent.post($0) })
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
            // No file that a running PgBouncer would read is written before both checks have passed.
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
            ) { lost in
                let ours = lost.compactMap(file.connection)
                if !ours.isEmpty { agent.post(.serversLost(ours)) }
            } onFailedClients: { databases in
                agent.takeFailures(
                    databases.count { file.writeNames.contains($0) || !file.others(in: [$0]).isEmpty })
            } onRefusedPassword: {
                agent.takeRefusedPassword()
            }
        case .attached(let console, let ini):
            endpoints = try AttachedPooler(configuration, console: console, ini: ini).endpoints()
            if let complaint = await PoolerProcesses(console: .console(endpoints.console)).complaint(
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
            isAsked: { Reactor.task { agent.post(.askedByPeer) } })
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
        let cutover = CutoverRoutes(
            snapshot: snapshot, currentPolicy: { running.value.policy },
            request: { request in await Reactor.run { agent.post(.request(request)) } }, log: log)
        server = StatusServer(
            routes: reads.routes + changes.routes + fleet.routes + moves.routes + cutover.routes,
            access: configuration.access)
        agent.begin(
            with: .init(
                probes: probes, pooler: pooler, fences: fences, neighbours: neighbours, discovery: discovery,
                hearsFailures: { [running] in
                    complaints.heard != nil
                        && !running.value.pgbouncerKeys.contains { $0.key == "log_pooler_errors" && $0.value == "0" }
                }))
        probes.proven = { [weak self] in self?.switchPassword() }
    }

    /// Opens the HTTP address and the control socket, and starts all services.
    func start() async throws(StartError) {
        // The preparation took its time, in which the conductor made no progress and no request could come.
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

    /// Takes another configuration in all parts that can't fail.
    func follow(_ new: Configuration, _ found: Found) {
        var new = new
        new.policy.fleetSender = new.fleetSecret.map { _ in sender }
        new.policy.isFleetNamed = new.isFleetNamed
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

    /// Stops in order: first not ready, then the pooler drains and ends (unless the next agent takes it over), then the
    /// rest.
    func stop() async {
        // Besides the drain, the pooler gets six seconds and the server one.
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

    private func run(_ work: @escaping @Reactor () async -> Void) {
        tasks.append(Reactor.task { await work() })
    }
}
