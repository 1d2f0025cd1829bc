import Glibc
import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import PointsmanRecording
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
    private let live: LiveEvents
    let discovery: DiscoveryService
    let hosts: MemberHosts
    let serverHosts: ServerHosts
    let probes: ProbeService
    private let fences: FenceStore
    private let neighbours: Neighbours
    private let manager: PatroniManager
    let pooler: PoolerGroup
    /// The processes of a managed PgBouncer; empty where it is attached.
    let managed: [ManagedPooler]
    /// The release of a managed PgBouncer, where that matters.
    let poolerVersion: PgBouncerVersion?
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
        let folders = try Folders(configuration)
        try RequiredPrograms.check(configuration)
        let release = try await ManagedFiles.release(for: configuration, folders)
        if let notice = try configuration.settle(on: release) { log.notice("\(notice)") }
        running = RunningConfiguration(configuration)
        pooled = PooledConfiguration(configuration)
        self.log = log
        logSettings = settings
        // Locked before anything is written there: the files may be another agent's.
        locks = try [FolderLock(configuration.runtimeDirectory), FolderLock(configuration.stateDirectory)]
        fences = FenceStore(path: configuration.fenceFile, cluster: configuration.clusterName)
        var file = DatabasesFile(
            path: configuration.databasesFile, unrouted: configuration.databasesIni,
            owner: configuration.pooler == .managed
                ? try ManagedFiles(configuration, folders: folders).poolerUser() : nil)
        let tally = EventTally()
        let policy = configuration.policy
        let chronicle = Chronicle(configuration, instance: sender.name, log: log)
        let agent = ConductorShell(
            policy: policy, fence: try fences.load(), led: file.route, restsFile: configuration.restsFile,
            heartbeat: heartbeat, tally: tally, chronicle: chronicle, log: log)
        self.agent = agent
        let complaints = ComplaintTally(clock: agent.clock)
        let severance = SeveranceRecord()
        let record = LoginRecord()
        record.name(configuration)
        self.record = record
        snapshot = StatusSnapshot(
            clock: agent.clock, heartbeat: heartbeat, tally: tally, complaints: complaints, severance: severance,
            login: record, databases: LedDatabases(configuration.databasesIni), incidents: chronicle.tally)
        let announcer = PrimaryAnnouncer(configuration, log: log) { chronicle.incident?.description }
        self.announcer = announcer
        live = LiveEvents(log: log, drillFile: "\(configuration.stateDirectory)/drill") { announcer.take($0) }
        notifier = ReadinessNotifier(after: announcer)
        let hosts = MemberHosts(configuration.discovery)
        self.hosts = hosts
        let serverHosts = try ServerHosts(configuration, hosts: hosts, log: log) { agent.note($0, about: .serverHosts) }
        self.serverHosts = serverHosts
        file.hosts = serverHosts
        discovery = try DiscoveryService(configuration, explain: { log.info("discovery: \($0)") }) { result in
            hosts.know(result)
            serverHosts.know(result)
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

        let led = file
        let prepared = try await PreparedPooler(
            configuration, folders: folders, file: led, agent: agent, complaints: complaints, log: log)
        managed = prepared.processes
        poolerVersion = prepared.version
        poolerInputs = prepared.inputs
        pooler = PoolerGroup(
            prepared.endpoints.count, log: log, post: { agent.post($0) }, note: { agent.note($0, about: .processes) }
        ) { [managed] place, post in
            PoolerService(
                prepared.endpoints[place.number - 1], file: led, holdTimeout: configuration.policy.holdTimeout,
                folder: configuration.runtimeDirectory, log: log, severance: severance, record: record, place: place,
                trouble: { managed.dropFirst(place.number - 1).first?.trouble }, post: post)
        }
        let manager = PatroniManager(rest) { hosts[$0] }
        self.manager = manager
        server = StatusServer(
            routes: AgentRoutes(
                agent, snapshot, running, heartbeat: heartbeat, live: live, consoles: pooler.consoles, hosts: hosts,
                manager: manager, handOver: handOver, log: log
            ).all,
            access: configuration.access)
        agent.begin(
            with: .init(
                probes: probes, pooler: pooler, fences: fences, neighbours: neighbours, discovery: discovery,
                hearsFailures: { [running] in
                    complaints.heard != nil
                        && !running.value.pgbouncerKeys.contains {
                            $0.key == "log_pooler_errors" && PgBouncerKey.isOff($0.value)
                        }
                }))
        probes.proven = { [weak self] in self?.switchPassword() }
        hosts.whenProven = { [weak self] in self?.dialAnew() }
    }

    /// Opens the HTTP address and the control socket, and starts all services.
    func start() async throws(StartError) {
        // The preparation took its time, in which the conductor made no progress and no request could come.
        heartbeat.beat()
        let group = try ControlGroup.number(configuration)
        do throws(ListenError) {
            let http = configuration.httpListen.map { ServerAddress.tcp("\($0.address)", port: $0.port) }
            try await server.start(
                on: [http, .control(path: configuration.controlSocket, group: group)].compactMap(\.self))
        } catch {
            let isSocket = error.place == configuration.controlSocket
            throw StartError(
                .unavailable, isSocket ? "\(error)" : "\(error); set http_listen to another address, or to none")
        }
        agent.publish { [snapshot, notifier, announcer, live, weak self] status in
            self?.switchPassword()
            snapshot.store(status)
            announcer.take(status)
            live.take(status)
            notifier.take(status)
        }
        let feeder = WatchdogFeeder(notifier: Notifier(), heartbeat: heartbeat)
        if let recorder = agent.chronicle.recorder { run { await recorder.run() } }
        for process in managed { run { await process.run() } }
        run { [agent] in await agent.keepTime(longestRest: min(feeder.longestRest ?? .seconds(1), .seconds(1))) }
        run { [pooler] in await pooler.run() }
        run { [discovery] in await discovery.run() }
        run { [serverHosts] in await serverHosts.run() }
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
        announcer.take(hook: new.hook, new.hookEvents)
        agent.post(.policy(new.policy))
        hosts.take(new.discovery)
        discovery.follow(
            DiscoveryService.dialect(new), found.names, managers: DiscoveryService.managers(found.rest))
        neighbours.take(new, found.rest, found.fleet)
        manager.take(found.rest)
        do {
            try serverHosts.take(new)
        } catch {
            log.error("\(error)")
        }
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
            let drain = configuration.policy.drainTimeout
            let stops = managed.map { process in Reactor.task { await process.stop(drainTimeout: drain) } }
            for stop in stops { await stop.value }
        }
        await pooler.stop()
        probes.stop()
        await neighbours.stop()
        await agent.chronicle.recorder?.end()
        tasks.forEach { $0.cancel() }
        await server.stop(within: .seconds(1))
    }

    private func run(_ work: @escaping @Reactor () async -> Void) {
        tasks.append(Reactor.task { await work() })
    }
}
