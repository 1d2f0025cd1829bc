import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Bench with pgbench on real servers", .serialized)
struct PgbenchTests {
    @Test("bench runs a pgbench script both ways with each transaction's time and exposes no password")
    func script() async throws {
        try await withStack { stack in
            let script = try stack.script("SELECT relname FROM pg_catalog.pg_class WHERE oid = 1259;\n")
            let sight = PgbenchSight(port: [stack.port, stack.serverPort])
            let plan = BenchPlan(
                setUps: 2, clients: [3], span: .seconds(6), mayDisturb: true, pgbench: PgbenchWork(script: script))
            let report = try await stack.bench(plan) { _, _ in sight.look() }
            let json = report.json
            #expect(json["load_generator"] == "pgbench" && json["statement"] == .null && json["left_behind"] == .null)
            #expect(
                json["pgbench"] == ["script": .string(script), "writes": .bool(false), "protocol": "simple"], "\(json)")
            guard case .array(let loads)? = json["load"], loads.count == 1 else {
                Issue.record("no load: \(json)")
                return
            }
            #expect(loads[0]["clients"] == 3)
            for way in ["direct", "pooled"] {
                let figures = loads[0][way]
                let times = ["p50_microseconds", "p95_microseconds", "p99_microseconds"].map {
                    figures?[$0]?.wholeNumber ?? 0
                }
                #expect(times[0] > 0 && times == times.sorted(), "\(way): \(times)")
                #expect((figures?["per_second"]?.wholeNumber ?? 0) > 0)
                #expect(
                    figures?["begun"] == figures?["succeeded"] && figures?["failed"] == 0 && figures?["error"] == .null)
            }
            // Three turns of two seconds each; pgbench's own connecting is not in it.
            #expect((.seconds(5)...Duration.seconds(60)).contains(report.loads[0].figures.pooled.span))
            // It tells its progress after the first of its two seconds.
            #expect(!sight.seen.isEmpty, "pgbench was not seen at work")
            for process in sight.seen {
                #expect(!process.commandLine.contains(Stack.password) && !process.environment.contains(Stack.password))
                #expect(process.folderMode == S_IFDIR | 0o700)
                #expect(access(process.folder, F_OK) != 0, "\(process.folder) is left")
            }
        }
    }

    @Test("bench with writes uses tables of its own, leaves the user's alone and leaves nothing behind")
    func writes() async throws {
        try await withStack { stack in
            let app = try await stack.client()
            try await app.run("CREATE TABLE pgbench_accounts AS SELECT 1 AS aid, 7 AS abalance")
            let plan = BenchPlan(
                setUps: 1, clients: [2], span: .seconds(3), mayDisturb: true, pgbench: PgbenchWork(writes: true))
            let report = try await stack.bench(plan)
            for side in BenchSide.allCases {
                let figures = report.loads[0].figures[side]
                #expect(
                    figures.succeeded > 0 && figures.failed == 0 && figures.failure == nil, "\(figures.failure ?? "")")
            }
            #expect(report.leftBehind == nil)
            #expect(try await app.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'pointsman_bench'") == "0")
            #expect(
                try await app.ask(
                    "SELECT sum(abalance * count) FROM (SELECT abalance, count(*) OVER () FROM pgbench_accounts) AS x")
                    == "7")
        }
    }

    @Test("a pgbench script may write if --writes is given, and its failed transactions are counted")
    func writingScript() async throws {
        try await withStack { stack in
            let script = try stack.script(
                """
                BEGIN ISOLATION LEVEL SERIALIZABLE;
                UPDATE pointsman_bench.pgbench_branches SET bbalance = bbalance + 1;
                \\sleep 2 ms
                COMMIT;
                """)
            let plan = BenchPlan(
                setUps: 1, clients: [3], span: .seconds(1), mayDisturb: true,
                pgbench: PgbenchWork(script: script, writes: true, queries: .extended))
            let report = try await stack.bench(plan)
            for side in BenchSide.allCases {
                let figures = report.loads[0].figures[side]
                #expect(
                    figures.succeeded > 0 && figures.failed > 0 && figures.failure == nil, "\(figures.failure ?? "")")
                #expect(figures.begun == figures.succeeded + figures.failed)
            }
            #expect(report.text(width: 80).contains("  failed"))
        }
    }

    @Test("a bad pgbench script is refused in pgbench's words before measuring, and nothing is written")
    func badScripts() async throws {
        try await withStack { stack in
            let app = try await stack.client()
            try await app.run("CREATE TABLE precious (a int)")
            for (text, writes, words) in [
                ("SELECT 1;\n\\foo 1\n", false, ["bad.sql:2: invalid command", "foo"]),
                ("SELECT 1;\nSELECT * FROM nope;\n", true, ["bad.sql", "relation \"nope\" does not exist"]),
                ("INSERT INTO precious VALUES (1);\n", false, ["read-only transaction", "--writes"]),
            ] {
                let work = PgbenchWork(script: try stack.script(text, named: "bad.sql"), writes: writes)
                let failure = await stack.failure(of: work)
                #expect(failure?.code == .dataError, "\(String(describing: failure))")
                for word in words {
                    #expect(failure?.description.contains(word) == true, "\(String(describing: failure))")
                }
            }
            #expect(try await app.ask("SELECT count(*) FROM precious") == "0")
            #expect(try await app.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'pointsman_bench'") == "0")
            // Where a later transaction is the first to write, PgBouncer's sessions, which nobody holds to reading, are spared.
            let late = try stack.script(
                """
                SELECT 1;
                \\if :client_id > 0
                INSERT INTO precious VALUES (1);
                \\endif
                """)
            let report = try await stack.bench(
                BenchPlan(
                    setUps: 1, clients: [2], span: .seconds(3), mayDisturb: true, pgbench: PgbenchWork(script: late)))
            #expect(report.loads[0].figures.direct.failure?.contains("read-only transaction") == true)
            #expect(report.loads[0].figures.pooled.omission?.contains("--writes") == true)
            #expect(try await app.ask("SELECT count(*) FROM precious") == "0")
            #expect(await stack.failure(of: PgbenchWork(script: "/nowhere/mine.sql"))?.code == .noInput)
            let prepared = await stack.failure(of: PgbenchWork(writes: true, queries: .prepared))
            if await PoolerProgram.version(of: TestPooler.standard).map({ $0 >= .init(major: 1, minor: 21) }) == true {
                #expect(prepared == nil)
            } else {
                #expect(prepared?.code == .usage && prepared?.description.contains("1.21 can") == true)
            }
        }
    }

    @Test("bench leaves an existing schema of its name alone, and tells a role what right it lacks")
    func schema() async throws {
        try await withStack { stack in
            let app = try await stack.client()
            try await app.run("CREATE SCHEMA pointsman_bench CREATE TABLE pgbench_accounts (a int)")
            let there = await stack.failure(of: PgbenchWork(writes: true))
            #expect(there?.description.contains("DROP SCHEMA pointsman_bench CASCADE") == true)
            #expect(try await app.ask("SELECT count(*) FROM pointsman_bench.pgbench_accounts") == "0")
            try await app.run("DROP SCHEMA pointsman_bench CASCADE")
            try await stack.run("ALTER DATABASE app OWNER TO postgres")
            let denied = await stack.failure(of: PgbenchWork(writes: true))
            #expect(
                denied?.code == .noPermission
                    && denied?.description.contains("GRANT CREATE ON DATABASE app TO app") == true)
        }
    }
}

extension Stack {
    /// Writes a script next to the pooler's files, and returns its path.
    fileprivate func script(_ text: String, named name: String = "script@1.sql") throws -> String {
        try pooler.write(text, to: name)
        return "\(pooler.folder)/\(name)"
    }

    fileprivate func failure(of work: PgbenchWork) async -> Bench.Failure? {
        do {
            _ = try await bench(BenchPlan(setUps: 1, clients: [1], span: .seconds(1), mayDisturb: true, pgbench: work))
            return nil
        } catch {
            return error as? Bench.Failure
        }
    }
}

extension PostgresConnection {
    fileprivate func run(_ statement: String) async throws {
        _ = try await execute(statement, until: .now + .seconds(60))
    }

    fileprivate func ask(_ statement: String) async throws -> String? {
        try await execute(statement, until: .now + .seconds(60)).last?.rows.first?.first ?? nil
    }
}
