import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Doctor on real servers: session features in shared sessions", .serialized)
struct SessionIllnessTests {
    private static let features = [
        ("session-settings", "SET work_mem = '5MB'", "still has work_mem"),
        ("listen", "LISTEN jobs", "listens to 1"),
        ("prepared-statements", "PREPARE answer AS SELECT 42", "holds 1 made by PREPARE"),
        ("temporary-tables", "CREATE TEMPORARY TABLE leaf (x int)", "holds 1"),
        ("advisory-locks", "SELECT pg_advisory_lock(42)", "1 idle sessions of PgBouncer's hold one"),
    ]

    @Test("doctor finds each session feature by what it leaves behind, and no other")
    func features() async throws {
        try await withStack(["default_pool_size": "1"]) { stack in
            let client = try await stack.client()
            for (check, statement, words) in Self.features {
                _ = try await client.execute(statement, until: .now + .seconds(60))
                let diagnosis = try await stack.diagnose()
                diagnosis.expect(check, .problem, words)
                for (other, _, _) in Self.features where other != check { diagnosis.expect(other, atMost: .notice) }
                _ = try await client.execute("DISCARD ALL", until: .now + .seconds(60))
            }
            let clean = try await stack.diagnose()
            for (check, _, _) in Self.features { clean.expect(check, atMost: .notice) }
        }
    }

    @Test("doctor finds a session feature by the statement's text while its session is busy, without pg_monitor")
    func texts() async throws {
        try await withStack { stack in
            try await stack.run("REVOKE pg_monitor FROM app")
            let client = try await stack.client()
            _ = try await client.execute("begin", until: .now + .seconds(60))
            _ = try await client.execute("SET search_path = public, hushhush", until: .now + .seconds(60))
            let diagnosis = try await stack.diagnose()
            diagnosis.expect("session-settings", .problem, "(test): set search_path = public, hushhush")
            diagnosis.expect("listen", atMost: .ok)
        }
    }

    @Test("doctor accepts what ends with its transaction and what PgBouncer itself sets")
    func harmless() async throws {
        try await withStack(["default_pool_size": "1"]) { stack in
            let client = try await stack.client()
            for statement in [
                "begin; set local work_mem = '5MB'; select pg_advisory_xact_lock(1); "
                    + "create temp table leaf (x int) on commit drop; commit",
                "set application_name = 'web'", "notify jobs",
            ] {
                _ = try await client.execute(statement, until: .now + .seconds(60))
            }
            let diagnosis = try await stack.diagnose()
            for (check, _, _) in Self.features { diagnosis.expect(check, atMost: .notice) }
        }
    }

    @Test(
        "doctor finds protocol-level prepared statements only if this PgBouncer does not carry them",
        arguments: TestPooler.releases, [true, false])
    func prepared(pooler: String, isWanted: Bool) async throws {
        let most = isWanted ? "200" : "0"
        let hasKey = await PoolerProgram.version(of: pooler).map { $0 >= .init(major: 1, minor: 21) } ?? false
        let keys = hasKey ? ["max_prepared_statements": most] : [:]
        try await withStack(["default_pool_size": "1"].merging(keys) { $1 }, pooler: pooler) { stack in
            try stack.pooler.write("select 1;\n", to: "one.sql")
            let pgbench = try ChildProcess(
                .init(
                    "/usr/bin/pgbench",
                    ["-n", "-M", "prepared", "-t", "1", "-f", "\(stack.pooler.folder)/one.sql"],
                    environment: [
                        "PATH=/usr/bin:/bin", "PGHOST=127.0.0.1", "PGPORT=\(stack.port)", "PGUSER=app",
                        "PGDATABASE=app",
                        "PGPASSWORD=\(Stack.password)",
                    ]))
            #expect(await pgbench.ended(until: .now + .seconds(60)) == 0)
            let diagnosis = try await stack.diagnose()
            let found = "prepared statements of a client's, and "
            if hasKey, isWanted {
                diagnosis.expect("prepared-statements", .ok, "carries those of the protocol")
            } else if hasKey {
                diagnosis.expect("prepared-statements", .problem, found + "max_prepared_statements is 0")
            } else {
                diagnosis.expect("prepared-statements", .problem, found + "PgBouncer 1.")
            }
        }
    }

    @Test("doctor accepts all session features if pool_mode is session")
    func sessionMode() async throws {
        try await withStack(["pool_mode": "session"]) { stack in
            let client = try await stack.client()
            for (_, statement, _) in Self.features {
                _ = try await client.execute(statement, until: .now + .seconds(60))
            }
            let diagnosis = try await stack.diagnose()
            for (check, _, _) in Self.features { diagnosis.expect(check, .ok, "pool_mode is session") }
        }
    }
}
