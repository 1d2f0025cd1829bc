import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PointsmanScenarios
import PostgresClient

/// One run of a scenario: its steps in order, with all observations.
@Reactor
final class DrillRun {
    let scenario: Scenario
    let stack: LabStack
    let cast: DrillCast
    let stopwatch = Stopwatch()
    let workload: Workload
    let table: LedgerTable
    let story: (String) -> Void
    let journal: AgentJournal
    /// The facts for the checkers, as far as they are known.
    var facts: DrillFacts
    let watch: StateWatch
    /// The small file system of the primary's table; nil if the scenario has none.
    var tablespace: SmallTablespace?
    /// The superuser's connections to the servers that are promoted, opened before the fault.
    var promoters: [Scenario.Server: PostgresConnection] = [:]
    /// The pollers of the servers that will be polled, connected before the fault.
    var pollers: [Scenario.Server: DirectPoller] = [:]
    var pollerCount = 0
    /// The state between a fault and the moment when all writers are back.
    var faultAt: Instant?
    var goneAt: Instant?
    var awaited: (server: Scenario.Server, poller: DirectPoller, since: Instant)?
    var moves: [DrillMove] = []
    var names: [ServerMark: Scenario.Server] = [:]
    /// The app role's new password, if the scenario changes it.
    let secondPassword = RandomWord.make(digits: 24)
    /// The server that takes writes, by the scenario.
    var present = Scenario.Server.primary

    init(_ scenario: Scenario, on stack: LabStack, writers: Int, databases: [String], story: @escaping (String) -> Void)
        async throws(LabError)
    {
        self.scenario = scenario
        self.stack = stack
        self.story = story
        cast = try await DrillCast(stack.cluster, scenario)
        journal = AgentJournal(stack.agent.log)
        facts = DrillFacts(
            addresses: [cast.primary, cast.candidate, cast.other].map(\.member.address) + [stack.plan.spare.address],
            began: stopwatch.began)
        watch = StateWatch(["fence.json", "databases.ini"].map { "\(stack.agent.stateFolder)/\($0)" })
        table = LedgerTable(tablespace: scenario.needsMount ? SmallTablespace.name : nil)
        let own = stack.plan.pooledConnection
        let password = secondPassword
        let second = own.map { (keyword: $0.keyword, value: $0.keyword == "password" ? password : $0.value) }
        workload = Workload(
            writers: writers, callers: scenario.callers, table: table,
            through: scenario.rotates ? [own, second] : [own], databases: databases, stopwatch: stopwatch)
    }

    func perform() async throws(LabError) -> DrillHistory {
        try await prepare()
        facts.add(.agentStarted(agent: 0, keepsFence: true), at: .zero)
        facts.add(.poolerStarted(agent: 0), at: .zero)
        facts.add(.spoke(agent: 0, isReady: true), at: .zero)
        watch.start()
        workload.start()
        for step in scenario.steps { try await perform(step) }
        await Reactor.sleep(until: .now + .seconds(1))
        await workload.stop()
        watch.stop()
        facts.end = stopwatch.moment
        await noteMarks()
        let ledger = try await readLedger(on: cast[present])
        _ = try await asApp(table.removal, on: cast[present])
        let text = journal.text
        let decisions = journal.decisions
        facts.add(fences: watch.versions[0], cluster: LabPlan.app)
        facts.add(log: text, routes: watch.versions[1].map { ($0.wall, $0.text) })
        facts.add(workload.attempts) { names[$0] }
        let members = stack.plan.members + [stack.plan.spare]
        return DrillHistory(
            moves: moves, writers: workload.writers, attempts: workload.attempts, ledger: ledger, decisions: decisions,
            path: AgentDecision.path(of: decisions, from: cast.primary.member, among: members), names: names,
            facts: facts)
    }

    /// Undoes the faults of a run, and ends its guests; also after a run that failed.
    func undo() async {
        // First the servers that clients may be waiting for.
        for server in stack.cluster.servers { server.thaw() }
        try? await stack.regions?.mend()
        watch.stop()
        await workload.stop()
        await stack.cluster.dismissGuests()
        try? stack.resolver.serve(stack.plan.members)
        await tablespace?.remove()
        if scenario.steps.contains(.refuseWrites) { try? await setReadOnly(false) }
        if scenario.rotates {
            try? await setRolePassword(.first)
            try? stack.agent.reload()
        }
        if scenario.grantsMonitor {
            _ = try? await stack.cluster.primary().administer("revoke pg_monitor from app")
        }
    }

    private func prepare() async throws(LabError) {
        let cluster = stack.cluster
        try await cluster.setSynchronous(scenario.isSynchronous ? cast.candidate : nil, on: cast.primary)
        // A former primary still has the standbys that it waited for, which are not there any more.
        for standby in [cast.candidate, cast.other] { try await cluster.setSynchronous(nil, on: standby) }
        if scenario.needsMount { tablespace = try await SmallTablespace(on: cast.primary) }
        if scenario.grantsMonitor { try await cast.primary.administer("grant pg_monitor to app") }
        _ = try await asApp(table.creation, on: cast.primary)
        if scenario.uses(.clone) { _ = try await cluster.startClone(of: cast.primary) }
        if scenario.uses(.foreign) {
            _ = try await cluster.prepareForeign(at: cast.foreign.member, table: table.creation)
        }
        for server in scenario.promoted { try await prepareToPromote(server) }
        await noteMarks()
    }

    func prepareToPromote(_ role: Scenario.Server) async throws(LabError) {
        promoters[role] = try await cast[role].administrator()
        let poller = self.poller(of: role)
        await poller.connect()
        pollers[role] = poller
    }

    func poller(of role: Scenario.Server) -> DirectPoller {
        pollerCount += 1
        return DirectPoller(
            stack.plan.directConnection(to: cast[role].member), as: -pollerCount, table: table, stopwatch: stopwatch)
    }
}
