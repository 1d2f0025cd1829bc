import LinuxReactor
import PointsmanLab
import PointsmanLoad
import Testing

@Suite("Clients with a list of hosts, on a real server")
struct WorkloadHostsTests {
    @Test("a client with a list of hosts goes on to the next one if the first refuses it")
    func nextHost() async throws {
        try await withLab { lab in
            let cluster = lab.stack.cluster
            try await cluster.startFirst()
            let table = LedgerTable()
            try await cluster.servers[0].administer("set role app; \(table.creation)", in: "app")
            let open = lab.stack.plan.directConnection(to: cluster.servers[0].member)
            let port = try LoopbackPorts.free()
            let closed = open.map { $0.keyword == "port" ? (keyword: "port", value: "\(port)") : $0 }
            let load = Workload(
                writers: 1, callers: 1, table: table, through: [closed, open], dialing: .eachHost(limit: .seconds(30)),
                stopwatch: Stopwatch())
            load.start()
            let deadline = ContinuousClock.now + .seconds(60)
            while load.attempts.count < 10, ContinuousClock.now < deadline {
                await Reactor.sleep(until: .now + .milliseconds(10))
            }
            await load.stop()
            #expect(load.attempts.count >= 10)
            #expect(load.attempts.allSatisfy { $0.mark != nil })
        }
    }
}
