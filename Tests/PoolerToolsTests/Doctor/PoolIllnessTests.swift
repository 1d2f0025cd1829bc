import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Doctor on real servers: reaching and pooling", .serialized)
struct PoolIllnessTests {
    @Test("doctor finds nothing worse than a notice in a healthy stack, and tells the times both ways")
    func healthy() async throws {
        try await withStack { stack in
            stack.protectUsers()
            let client = try await stack.client()
            _ = try await client.execute("select 1", until: .now + .seconds(60))
            let diagnosis = try await stack.diagnose()
            // A machine that is busy makes any query slow; that check has a test of its own.
            let worse = diagnosis.findings.filter { $0.severity > .notice }
            #expect(worse.filter { !$0.verdict.evidence.contains("server_check_query takes ") } == [])
            #expect(diagnosis.exitCode == 0 || !worse.isEmpty)
            for (way, trial) in [("direct", diagnosis.direct), ("pooled", diagnosis.pooled)] {
                #expect(trial.value?.timings.count == 5, "\(way)")
                #expect(trial.value?.failure == nil, "\(way)")
                diagnosis.expect("connection-test", .ok, "\(way), median of 5: connect ")
            }
            diagnosis.expect("login", .ok, "through the pooler, 5 of 5 times")
            diagnosis.expect("auth-type", .ok, "the server asks app for scram-sha-256")
            diagnosis.expect("auth-type", .ok, "app is asked for scram-sha-256")
            diagnosis.expect("rights", .ok, "pg_monitor")
            diagnosis.expect("descriptors", .ok, "process \(stack.pooler.process.processID) may open")
            let carries = try await stack.version().map { $0 >= .init(major: 1, minor: 21) } ?? false
            if !carries { diagnosis.expect("prepared-statements", .notice, "can't carry") }
            let unchecked = diagnosis.findings.filter { !$0.verdict.isChecked }.map(\.check)
            #expect(unchecked == ["agent", "region", "severance"])
        }
    }

    @Test("doctor finds an exhausted pool of one connection and the client that holds it")
    func exhausted() async throws {
        try await withStack(["default_pool_size": "1"]) { stack in
            let holder = try await stack.client()
            _ = try await holder.execute("begin", until: .now + .seconds(60))
            _ = try await holder.execute("select 'hush-hush'", until: .now + .seconds(60))
            let waiting = try await stack.client()
            let wait = Reactor.task { try? await waiting.execute("select 1", until: .now + .seconds(60)) }
            let diagnosis = try await stack.diagnose(watching: 1_500)
            diagnosis.expect("pool", .problem, "cl_waiting up to 1")
            diagnosis.expect("pool", .problem, "sv_active 1, sv_idle 0, pool_size 1")
            diagnosis.expect("transactions", .problem, "(1 of them PgBouncer's)")
            diagnosis.expect("transactions", .problem, "after: select ?")
            diagnosis.expect("login", .problem, "through the pooler: no answer within the time limit")
            #expect(diagnosis.exitCode == 2)
            let cure = diagnosis.findings.first { $0.check == "pool" }?.verdict.cure ?? ""
            #expect(cure.contains("default_pool_size = 20"), "\(cure)")
            _ = try await holder.execute("commit", until: .now + .seconds(60))
            _ = await wait.value
        }
    }

    @Test("doctor finds a session that is idle in a transaction, and not one that is so only for a moment")
    func idleInTransaction() async throws {
        try await withStack { stack in
            let client = try await stack.client()
            _ = try await client.execute("begin", until: .now + .seconds(60))
            let soon = try await stack.diagnose()
            soon.expect("transactions", atMost: .ok)
            let later = try await stack.diagnose(watching: 1_200)
            later.expect("transactions", .warning, "(test)")
            later.expect("pool", atMost: .ok)
            #expect(later.exitCode == 1)
        }
    }

    @Test("doctor finds server connections that only grow, and says that they are no leak")
    func growth() async throws {
        try await withStack(["default_pool_size": "10"]) { stack in
            var clients: [PostgresConnection] = []
            for _ in 0..<6 { clients.append(try await stack.client()) }
            let tasks = clients.enumerated().map { index, client in
                Reactor.task {
                    try? await client.execute(
                        "select pg_sleep(\(Double(index + 2) * 0.3))", until: .now + .seconds(60))
                }
            }
            let diagnosis = try await stack.diagnose(watching: 3_000)
            diagnosis.expect("connections", .notice, "sv_idle grew from")
            for task in tasks { _ = await task.value }
        }
    }

    @Test("doctor finds client connections that only grow")
    func growingClients() async throws {
        try await withStack { stack in
            // One after the other, for as long as doctor looks.
            let task = Reactor.task {
                var clients: [PostgresConnection] = []
                while !Task.isCancelled, clients.count < 200 {
                    if let client = try? await stack.client() { clients.append(client) }
                    await Reactor.sleep(until: .now + .milliseconds(50))
                }
            }
            var diagnosis = try await stack.diagnose(watching: 2_000)
            // A busy machine lets few of them in meanwhile.
            for milliseconds in [8_000, 30_000] where diagnosis.evidence(of: "connections", "and none left") == nil {
                diagnosis = try await stack.diagnose(watching: milliseconds)
            }
            diagnosis.expect("connections", .warning, "and none left")
            task.cancel()
            await task.value
        }
    }

    @Test("doctor finds that client connections are close to max_client_conn")
    func clients() async throws {
        try await withStack(["max_client_conn": "14"]) { stack in
            var clients: [PostgresConnection] = []
            while clients.count < 12 { clients.append(try await stack.client()) }
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("connections", .warning, "clients of max_client_conn 14")
        }
    }

    @Test("doctor finds a paused database that no agent knows of")
    func paused() async throws {
        try await withStack { stack in
            try await stack.console("PAUSE app")
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("route", .problem, "is paused: its clients wait")
            let cure = diagnosis.findings.first { $0.check == "route" }?.verdict.cure
            #expect(cure == "`pointsman release --without-agent`")
            diagnosis.expect("pool", atMost: .notice)
        }
    }

    @Test("doctor finds a PgBouncer that lacks our database, and one that leads to another server")
    func route() async throws {
        try await withStack(databases: "other = host=127.0.0.1 port=1 dbname=app") { stack in
            let missing = try await stack.diagnose(keys: [.databaseURL: stack.url(database: "none")])
            missing.expect("route", .problem, "no database none")
            try await stack.run("CREATE DATABASE other OWNER app")
            let elsewhere = try await stack.diagnose(keys: [.databaseURL: stack.url(database: "other")])
            elsewhere.expect("route", .problem, "other leads to 127.0.0.1:1, but")
        }
    }

    @Test("doctor finds that the only server is a standby")
    func noPrimary() async throws {
        try await withStack { stack in
            try await stack.server.becomeStandby()
            let connection = try await stack.server.connect()
            _ = connection
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("members", .problem, "1 of 1 members answer, and none takes writes")
        }
    }

    @Test("doctor finds a dead server or PgBouncer, and says what it could not check for that reason")
    func gone() async throws {
        try await withStack { stack in
            await stack.server.crash()
            let serverless = try await stack.diagnose()
            serverless.expect("members", .warning, "Connection refused")
            serverless.expect("members", .problem, "0 of 1 members answer")
            serverless.expect("login", .problem, "direct to the primary")
            stack.pooler.process.signal(SIGKILL)
            _ = await stack.pooler.process.ended(until: .now + .seconds(60))
            let nothing = try await stack.diagnose()
            nothing.expect("console", .problem, "Connection refused")
            let unchecked = nothing.findings.filter { !$0.verdict.isChecked }
            #expect(unchecked.count > 15)
            #expect(unchecked.allSatisfy { $0.verdict.evidence.hasPrefix("not checked, because ") })
        }
    }
}

extension Stack {
    func url(database: String) -> String {
        "postgres://app:\(Self.password)@127.0.0.1:\(serverPort)/\(database)"
    }
}
