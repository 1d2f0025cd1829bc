import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Bench on real servers", .serialized)
struct BenchTests {
    @Test("bench measures every figure both ways and finds the direct limit of clients")
    func short() async throws {
        try await withStack(["max_client_conn": "300"]) { stack in
            let plan = BenchPlan(
                setUps: 12, clients: [1, 4], span: .seconds(3), mostClients: 160, mayExhaust: true,
                mayDisturb: true)
            let report = try await stack.bench(plan)
            let json = report.json
            #expect(json["pool_mode"] == "transaction")
            #expect(json["pool_size"] == 5)
            let ways = ["direct", "pooled"]
            var measured = ways.map { json["connection_set_up"]?[$0] }
            guard case .array(let loads)? = json["load"] else {
                Issue.record("no loads: \(json)")
                return
            }
            #expect(loads.map { $0["clients"] } == [1, 4])
            measured += loads.flatMap { load in ways.map { load[$0] } }
            for figures in measured {
                for name in ["p50_microseconds", "p95_microseconds", "p99_microseconds", "per_second"] {
                    #expect((figures?[name]?.wholeNumber ?? 0) > 0, "\(name) of \(figures as Any)")
                }
                let counts = ["begun", "succeeded", "failed"].map { figures?[$0]?.wholeNumber ?? -1 }
                #expect(counts[0] == counts[1] + counts[2] && counts[2] == 0 && counts[1] > 0, "\(counts)")
                #expect(figures?["error"] == .null && figures?["omitted_because"] == .null)
            }
            #expect(report.setUp.direct.begun == 12 && report.setUp.pooled.begun == 12)
            let direct = json["most_clients"]?["direct"]
            #expect(direct?["sqlstate"] == "53300", "\(json)")
            // 100, less the three for superusers, the bench's own session and PgBouncer's.
            #expect((80...97).contains(report.limits?.direct.clients ?? 0), "\(direct as Any)")
            let pooled = json["most_clients"]?["pooled"]
            #expect(pooled?["clients"] == 160 && pooled?["failed"] == false, "\(pooled as Any)")
            #expect(report.text(width: 80).contains("too many") || report.text(width: 80).contains("53300"))
        }
    }

    @Test("bench keeps to its share of the server's connections and finds PgBouncer's own limit")
    func bounded() async throws {
        try await withStack(["max_client_conn": "40"]) { stack in
            let plan = BenchPlan(
                setUps: 1, clients: [90], span: .seconds(3), mostClients: 100, mayDisturb: true)
            let report = try await stack.bench(plan)
            let bound = plan.mostDirect(free: report.freeConnections)
            #expect(report.loads.first?.figures.direct.omission?.contains("more than the \(bound)") == true)
            #expect(report.loads.first?.figures.pooled.failure?.contains("max_client_conn") == true)
            let limits = try #require(report.limits)
            #expect(limits.direct.failure == nil && limits.direct.clients == report.bounds.direct)
            #expect(report.bounds.direct <= 50)
            #expect(limits.pooled.failure?.contains("max_client_conn") == true, "\(limits.pooled)")
            #expect(limits.pooled.clients <= 40)
        }
    }
}

extension Stack {
    func bench(
        _ plan: BenchPlan, progress: @escaping @Sendable (Double, String) -> Void = { _, _ in }
    ) async throws -> BenchReport {
        let configuration = try ConfigurationLoader.load(
            file: nil,
            environment: [
                "DATABASE_URL": "postgres://app:\(Self.password)@127.0.0.1:\(serverPort)/app",
                "STATE_DIRECTORY": pooler.folder,
            ],
            flags: [
                (.pooler, "attached"),
                (.poolerConsole, "postgres://boss:\(Self.consolePassword)@127.0.0.1:\(port)/pgbouncer"),
                (.poolerListen, "127.0.0.1:\(port)"), (.httpListen, ""),
            ], disk: Disk.load)
        let report = try await Doctor.$patience.withValue(.seconds(20)) {
            try await Bench(configuration, plan: plan, progress: progress).run()
        }
        let text = report.text(width: 80) + JSONWriter.text(report.json)
        #expect(!text.contains(Self.password) && !text.contains(Self.consolePassword))
        return report
    }
}

extension JSONValue {
    var wholeNumber: Int? {
        if case .number(let digits) = self { Int(digits) } else { nil }
    }
}
