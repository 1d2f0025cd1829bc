import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PointsmanScenarios
import PostgresClient

/// The steps on servers.
extension DrillRun {
    func kill(_ role: Scenario.Server) async {
        await noteMarks()
        let began = stopwatch.now
        await cast[role].kill()
        noteFault(name(role) + " killed", since: began)
    }

    func stop(_ role: Scenario.Server) async {
        let began = stopwatch.now
        await cast[role].stop()
        noteFault(name(role) + " stopped", since: began)
    }

    func freeze(_ role: Scenario.Server) async {
        let began = stopwatch.now
        await cast[role].freeze()
        noteFault(name(role) + " stands still", since: began)
    }

    func thaw(_ role: Scenario.Server) {
        cast[role].thaw()
        tell(name(role) + " goes on")
    }

    func start(_ role: Scenario.Server) async throws(LabError) {
        expect(role, poller(of: role))
        try cast[role].start()
        tell(name(role) + " started again")
    }

    func promote(_ roles: [Scenario.Server]) async throws(LabError) {
        expect(roles[0], pollers[roles[0]] ?? poller(of: roles[0]))
        for role in roles {
            guard let promoter = promoters[role] else { throw LabError("\(role) was not made ready for promotion") }
            do {
                _ = try await promoter.execute("select pg_promote(false)", until: .now + .seconds(60))
            } catch {
                throw LabError("\(cast[role].member.region) can't be promoted: \(error)")
            }
            tell("promotion of \(role) \(cast[role].member.region) asked for")
        }
    }

    func follow(_ standby: Scenario.Server, _ primary: Scenario.Server) async throws(LabError) {
        try await stack.cluster.attach(cast[standby], to: cast[primary])
        if scenario.promoted.contains(standby) { try await prepareToPromote(standby) }
        tell("\(standby) \(cast[standby].member.region) follows \(primary) \(cast[primary].member.region)")
    }

    func impersonate(_ role: Scenario.Server) async throws(LabError) {
        facts.standIns.append((stopwatch.moment, role == .foreign ? 3 : role.number, Scenario.Server.foreign.number))
        try cast.foreign.start()
        try await cast.foreign.answers()
        tell("another cluster answers at \(cast.member(role).address)")
    }

    func setReadOnly(_ isReadOnly: Bool) async throws(LabError) {
        try await cast.primary.administer(
            "alter system set default_transaction_read_only = \(isReadOnly ? "on" : "off")")
        try await cast.primary.administer("select pg_reload_conf()")
        tell("the primary \(isReadOnly ? "is read-only" : "takes writes again")")
    }
}
