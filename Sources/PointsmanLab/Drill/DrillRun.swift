import LinuxReactor
import PointsmanCore
import PostgresClient

/// One run of a scenario: its steps in order, with everything that was seen on the way.
@Reactor
final class DrillRun {
    private let scenario: Scenario
    private let cluster: LabCluster
    private let primary: MemberServer
    private let candidate: MemberServer
    /// The superuser's connection to the candidate, open before the fault.
    private let promoter: PostgresConnection
    private let table = LedgerTable()
    private let stopwatch = Stopwatch()
    private let workload: Workload
    private let story: (String) -> Void
    /// Polls whoever is to take the writes: the candidate where the scenario promotes it, else the primary.
    private let poller: DirectPoller
    private var promotedAt: Instant?
    private var faultAt = Instant(nanoseconds: 0)
    private var goneAt = Instant(nanoseconds: 0)

    init(_ scenario: Scenario, on stack: LabStack, writers: Int, story: @escaping (String) -> Void)
        async throws(LabError)
    {
        self.scenario = scenario
        self.story = story
        cluster = stack.cluster
        primary = try await cluster.primary()
        candidate = cluster.candidate(for: primary)
        promoter = try await candidate.administrator()
        try await cluster.setSynchronous(scenario.isSynchronous ? candidate : nil, on: primary)
        // What it waited for when it was the primary itself is not there to be waited for.
        try await cluster.setSynchronous(nil, on: candidate)
        let isPromoting = scenario.steps.contains(.promote)
        poller = DirectPoller(
            cluster.plan.directConnection(to: (isPromoting ? candidate : primary).member), table: table,
            stopwatch: stopwatch)
        if isPromoting { await poller.connect() }
        workload = Workload(writers: writers, table: table, through: stack.plan.pooledConnection, stopwatch: stopwatch)
    }

    func perform() async throws(LabError) -> DrillHistory {
        _ = try await asApp(table.creation, on: primary)
        workload.start()
        for step in scenario.steps { try await perform(step) }
        guard let acceptance = await poller.acceptance() else {
            throw LabError("drill \(scenario.name): no server took a write within a minute")
        }
        tell("first direct INSERT accepted", at: acceptance.moment)
        let server = promotedAt == nil ? primary : candidate
        await untilAllBack(at: acceptance.mark)
        await Reactor.sleep(until: .now + .seconds(1))
        await workload.stop()
        let ledger = try await readLedger(on: server)
        _ = try await asApp(table.removal, on: server)
        return DrillHistory(
            faultAt: faultAt, goneAt: goneAt, acceptedAt: acceptance.moment, target: acceptance.mark,
            writers: workload.writers, attempts: workload.attempts, ledger: ledger)
    }

    private func perform(_ step: Scenario.Step) async throws(LabError) {
        switch step {
        case .write(let duration):
            await Reactor.sleep(until: .now + duration)
            story("\(workload.writers) writers: \(workload.attempts.count) transactions in \(duration.milliseconds) ms")
        case .kill:
            faultAt = stopwatch.now
            await primary.kill()
            goneAt = stopwatch.now
            tell("primary \(primary.member.region) killed", at: faultAt)
        case .stop:
            faultAt = stopwatch.now
            await primary.stop()
            goneAt = stopwatch.now
            tell("primary \(primary.member.region) stopped", at: goneAt)
        case .wait(let range):
            let (low, high) = (range.lowerBound.milliseconds, range.upperBound.milliseconds)
            await Reactor.sleep(until: .now + .microseconds(Int64(Double.random(in: low...high) * 1000)))
        case .promote:
            poller.start()
            promotedAt = stopwatch.now
            do {
                _ = try await promoter.execute("select pg_promote(false)", until: .now + .seconds(60))
            } catch {
                throw LabError("\(candidate.member.region) can't be promoted: \(error)")
            }
            tell("promotion of \(candidate.member.region) asked for", at: promotedAt!)
        case .restart:
            poller.start()
            try primary.start()
            tell("\(primary.member.region) started again", at: stopwatch.now)
        }
    }

    private func untilAllBack(at mark: ServerMark) async {
        let deadline = ContinuousClock.now + .seconds(40)
        while !workload.isBack(at: mark), ContinuousClock.now < deadline {
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
    }

    private func readLedger(on server: MemberServer) async throws(LabError) -> [DrillHistory.Entry: Int] {
        let rows = try await asApp(table.reading, on: server)
        var ledger: [DrillHistory.Entry: Int] = [:]
        for row in rows.first?.rows ?? [] {
            let numbers = row.compactMap { $0.flatMap { Int($0) } }
            guard numbers.count == 3 else { continue }
            ledger[DrillHistory.Entry(writer: numbers[0], number: numbers[1])] = numbers[2]
        }
        return ledger
    }

    private func asApp(_ sql: String, on server: MemberServer) async throws(LabError) -> [ResultSet] {
        do {
            let connection = try await PostgresConnection.connect(
                cluster.plan.directConnection(to: server.member), until: .now + .seconds(60))
            return try await connection.execute(sql, until: .now + .seconds(60))
        } catch {
            throw LabError("\(server.member.region) refused the app's `\(sql.prefix(40))`: \(error)")
        }
    }

    /// Tells what happened at `moment`, counted from the fault.
    private func tell(_ what: String, at moment: Instant) {
        story("t₀ + \((moment - faultAt).milliseconds) ms: \(what)")
    }
}
