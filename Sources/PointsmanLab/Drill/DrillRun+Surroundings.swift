import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PointsmanScenarios
import PostgresClient

/// The steps on the network, on disks, and on the programs beside the servers.
extension DrillRun {
    func cut(_ cuts: [Scenario.Cut]) async throws(LabError) {
        let ways = cuts.map { PartitionRules.Way(from: cast.port($0.from), to: cast.port($0.to)) }
        let began = stopwatch.now
        try await stack.regions?.cut(ways)
        noteFault("\(ways.count) ways cut", since: began)
    }

    func mend() async throws(LabError) {
        try await stack.regions?.mend()
        tell("all ways are open")
    }

    func serve(_ roles: [Scenario.Server]) async throws(LabError) {
        try stack.resolver.serve(roles.map(cast.member))
        tell("DNS names \(roles.map(\.rawValue).joined(separator: ", "))")
    }

    func killResolver() async {
        await stack.resolver.kill()
        tell("resolver killed")
    }

    func startResolver() throws(LabError) {
        try stack.resolver.start()
        tell("resolver started again")
    }

    func killPooler() async throws(LabError) {
        let began = stopwatch.now
        try await stack.agent.killPooler()
        facts.add(.poolerEnded(agent: 0), at: stopwatch.moment)
        noteFault("pooler killed", since: began)
    }

    func signalPooler(_ signal: Int32, _ words: String) throws(LabError) {
        try stack.agent.signalPooler(signal)
        let isStill = signal == SIGSTOP
        facts.add(.impeded(agent: 0, isImpeded: isStill), at: stopwatch.moment)
        facts.add(.stoodStill(agent: 0, isStill: isStill), at: stopwatch.moment)
        tell("the pooler \(words)")
    }

    /// Runs the adopt command once the status names it for that server. Throws if the status never does.
    func adopt(_ role: Scenario.Server) async throws(LabError) {
        let member = cast.member(role)
        let word = "fence adopt \(member.address):\(stack.plan.port)"
        let isNamed = await stack.agent.knows(word, within: .seconds(40))
        guard isNamed else { throw LabError("drill \(scenario.name): the status never names `pointsman \(word)`") }
        facts.add(.toldToAdopt(agent: 0, address: role.number), at: stopwatch.moment)
        try await stack.agent.command(["fence", "adopt", "\(member.address):\(stack.plan.port)"])
        tell("an operator says: \(word)")
    }

    func hold(for duration: Duration) async throws(LabError) {
        noteReachable(nil)
        facts.add(.askedToHold(agent: 0), at: stopwatch.moment)
        try await stack.agent.command(["hold", "--for", "\(Int(duration.milliseconds))ms"])
        tell("an operator holds for \(duration.milliseconds) ms")
        await Reactor.sleep(until: .now + duration)
        noteReachable(present)
    }

    func killAgent() async {
        noteReachable(nil)
        await stack.agent.kill()
        facts.lostAgent = true
        facts.add(.agentEnded(agent: 0), at: stopwatch.moment)
        tell("agent killed")
    }

    func startAgent() throws(LabError) {
        try stack.agent.start()
        facts.add(.agentStarted(agent: 0, keepsFence: true), at: stopwatch.moment)
        tell("agent started again")
    }

    func setRolePassword(_ password: Scenario.Password) async throws(LabError) {
        let connection = try await cast.primary.administrator()
        do {
            _ = try await connection.execute(
                "alter role app password '\(text(of: password))'", until: .now + .seconds(60))
        } catch {
            throw LabError("the primary refused the app's \(password.rawValue) password: \(error)")
        }
        tell("the app's role has its \(password.rawValue) password")
    }

    /// Reloads the agent with a password. PgBouncer keeps no server connection for longer than two seconds from then
    /// on.
    func giveAgent(_ password: Scenario.Password) throws(LabError) {
        try stack.agent.reload(password: text(of: password), pooler: ["server_lifetime = 2"])
        tell("the agent has read the \(password.rawValue) password")
    }

    private func text(of password: Scenario.Password) -> String {
        password == .first ? stack.plan.appPassword : secondPassword
    }

    func fillDisk() throws(LabError) {
        let began = stopwatch.now
        try tablespace?.disk.fill()
        noteFault("the disk is full", since: began)
    }

    func freeDisk() {
        tablespace?.disk.free()
        tell("the disk has room again")
    }
}
