import LinuxReactor
import PointsmanCore
import PointsmanLoad
import PointsmanScenarios
import PostgresClient

/// The observations of a run during its steps.
extension DrillRun {
    /// Notes the mark of each server while it can still be asked.
    func noteMarks() async {
        for role in Scenario.Server.allCases where role != .foreign || scenario.uses(.foreign) {
            if let mark = await cast[role].mark() { names[mark] = role }
        }
    }

    /// Notes the member that writes go to once all faults are repaired.
    func settle(_ history: inout DrillHistory) async throws(LabError) {
        let primary = try await stack.cluster.primary()
        let route = TextFile.read("\(stack.agent.stateFolder)/databases.ini") ?? ""
        history.facts.settle(
            expected: IPAddress(primary.member.address), route: route, isReady: true, at: stopwatch.moment)
    }

    /// Notes the server that writes could go to from now on; nil if none can be reached.
    func noteReachable(_ role: Scenario.Server?) {
        facts.reachable.append((stopwatch.moment, role?.number))
    }

    func within(_ limit: Duration, _ condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            if ContinuousClock.now >= deadline { return false }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
        return true
    }

    func readLedger(on server: MemberServer) async throws(LabError) -> [DrillHistory.Entry: Int] {
        table.entries(in: try await asApp(table.reading, on: server))
    }

    func asApp(_ sql: String, on server: MemberServer) async throws(LabError) -> [ResultSet] {
        do {
            let connection = try await PostgresConnection.connect(
                stack.plan.directConnection(to: server.member), until: .now + .seconds(60))
            return try await connection.execute(sql, until: .now + .seconds(60))
        } catch {
            throw LabError("\(server.member.region) refused the app's `\(sql.prefix(40))`: \(error)")
        }
    }

    /// Tells an event with its time, counted from the fault.
    func tell(_ what: String, at moment: Instant? = nil) {
        let moment = moment ?? stopwatch.now
        guard let start = faultAt ?? moves.last?.faultAt else { return story(what) }
        story("t₀ + \((moment - start).milliseconds) ms: \(what)")
    }
}
