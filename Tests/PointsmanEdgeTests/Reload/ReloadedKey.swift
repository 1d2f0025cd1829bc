import Glibc
import LinuxReactor
import PointsmanConfiguration
import PostgresClient
import StatusServer
import TestServers

/// How it is seen of each key that SIGHUP takes that a changed value acts.
enum ReloadedKey: Sendable {
    /// The agent with these keys, in place of or besides the standard ones, does something that it does not without them.
    case acts([ConfigurationKey: String], @Reactor @Sendable (Reloading) async throws -> Bool)
    /// The core's: it is a part of its `Policy`, which is taken as a whole (`PolicyChangeTests` of the core, `PolicyReloadTests`).
    case policy
    /// Tested elsewhere, in the suite of this name.
    case elsewhere(String)

    /// Of each key that is taken at once.
    static let all: [ConfigurationKey: ReloadedKey] = [
        .databaseURL: .acts([:]) { test in
            let url = test.cluster.url + "?application_name=renamed"
            try await test.reload([.databaseURL: url])
            return try await eventually { try await test.sessions("application_name = 'renamed'") > 0 }
        },
        .passwordFile: .elsewhere("RotationTests"), .poolerConsole: .elsewhere("RotationTests"),
        .requireAuth: .acts([.requireAuth: "md5"]) { test in
            await test.agent.logs("which require_auth does not allow")
        },
        .probePasswordFile: .elsewhere("ProbeRoleTests"),
        .resolver: .elsewhere("ReloadedNamesTests"), .memberPort: .elsewhere("ReloadedNamesTests"),
        .members: .acts([:]) { test in
            try await test.reload([.members: "127.0.0.1:\(test.cluster.port), 192.0.2.7:5432"])
            return try await test.status("192.0.2.7")
        },
        .exclude: .acts([:]) { test in
            let members = "127.0.0.1:\(test.cluster.port), 192.0.2.7:5432"
            try await test.reload([.members: members])
            guard try await test.status("192.0.2.7") else { return false }
            try await test.reload([.members: members, .exclude: "192.0.2.7"])
            return await eventually { await test.agent.get("/v1/status")?.text.contains("192.0.2.7") == false }
        },
        .region: .acts([.region: "iad"]) { test in
            await eventually { await test.agent.get("/primary")?.status == 503 }
        },
        .serverCheckQuery: .acts([.serverCheckQuery: "select 4711"]) { test in
            try await eventually { try await test.sessions("query LIKE '%select 4711%'") > 0 }
        },
        .canaryInterval: .acts([.canaryInterval: "500ms"]) { test in
            // Never by default of this test: only a look can see it.
            try await test.console("PAUSE app")
            return await eventually {
                await test.agent.get("/readyz")?.text.contains("paused") == true
            }
        },
        .drainTimeout: .acts([.drainTimeout: "300ms"]) { test in
            let client = try await test.client()
            _ = try await client.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
            let words = try await test.agent.command("hold", "--for", "1s").words
            return words.contains("did not end within drain_timeout")
        },
        .holdTimeout: .acts([.holdTimeout: "7s", .drainTimeout: "1s"]) { test in
            let words = try await test.agent.command("hold", "--for", "8s").words
            return words.contains("which is 7.0 s") && test.ini.contains("query_wait_timeout = 120")
        },
        .patroni: .elsewhere("PatroniMoveTests"), .patroniTLS: .elsewhere("PatroniMoveTests"),
        .patroniCAFile: .elsewhere("PatroniMoveTests"), .patroniCertFile: .elsewhere("PatroniMoveTests"),
        .patroniKeyFile: .elsewhere("PatroniMoveTests"), .patroniAuthFile: .elsewhere("PatroniMoveTests"),
        .poolerIni: .elsewhere("ReloadTests"),
        .poolerURL: .acts([.poolerURL: "postgres://app@127.0.0.1:1/app", .canaryInterval: "500ms"]) { test in
            // PgBouncer is not there.
            await eventually { await test.agent.get("/readyz")?.status == 503 }
        },
        .poolerUsersFile: .acts([:]) { test in
            let admin = try await test.cluster.server.connect()
            _ = try await admin.execute("CREATE ROLE guest LOGIN PASSWORD 'pw-guest'", until: .now + .seconds(60))
            try test.place.write("\"guest\" \"pw-guest\"\n", to: "users")
            chmod("\(test.place.folder)/users", 0o600)
            try await test.reload([.poolerUsersFile: "\(test.place.folder)/users"])
            return try await sessionUser("guest", "pw-guest", test.port) == "guest"
        },
        .httpHosts: .acts([.httpHosts: "db.example.com"]) { test in
            await test.answer(host: "db.example.com").hasPrefix("HTTP/1.1 200")
        },
        .fleetName: .acts([.fleetName: "web.example.com"]) { test in
            await test.answer(host: "web.example.com").hasPrefix("HTTP/1.1 200")
        },
        .httpTokenFile: .elsewhere("AccessTests"),
        .fleetSecretFile: .elsewhere("FleetMoveTests"),
        .hook: .acts([:]) { test in
            try test.place.program(
                "moved", "#!/bin/sh\necho \"led to $PRIMARY_MEMBER\" >\(test.place.folder)/moved.txt\n")
            try await test.reload([.hook: "\(test.place.folder)/moved"])
            return await eventually { contents(of: "\(test.place.folder)/moved.txt").contains("led to 127.0.0.1") }
        },
        .hookEvents: .acts([:]) { test in
            try test.place.program("told", "#!/bin/sh\necho $POINTSMAN_EVENT >>\(test.place.folder)/told.txt\n")
            let hook: [ConfigurationKey: String] = [.hook: "\(test.place.folder)/told"]
            try await test.reload(hook.merging([.hookEvents: "primary"]) { $1 })
            guard await eventually({ contents(of: "\(test.place.folder)/told.txt").contains("primary") }) else {
                return false
            }
            _ = try await test.agent.command("drain")
            try await test.reload(hook.merging([.hookEvents: "all"]) { $1 })
            _ = try await test.agent.command("undrain")
            return await eventually { contents(of: "\(test.place.folder)/told.txt") == "primary\nready\n" }
        },
        .fleetConnections: .acts([.fleetConnections: "9", .fleetName: "web.example.com"]) { test in
            await eventually { contents(of: "\(test.place.state)/databases.ini").contains("pool_size") }
        },
        .logFormat: .acts([.logFormat: "json"]) { test in
            await test.agent.logs("\"message\":\"the configuration was read again; from now on: log_format\"")
        },
        .logLevel: .acts([.logLevel: "error"]) { test in
            let before = test.agent.log
            try await test.reload([.logLevel: "error", .region: "iad"])
            return test.agent.log == before
        },
        .systemIdentifier: .policy, .minTimeline: .policy, .probeInterval: .policy, .probeTimeout: .policy,
        .suspectAfter: .policy, .burstInterval: .policy, .readiness: .policy, .isolatedPrimary: .policy,
        .secondOpinions: .policy,
        .maxReplicaLag: .policy, .fleetProbes: .policy,
    ]
}

/// One key's test: an agent that runs with the standard keys.
@Reactor
struct Reloading {
    let agent: Program
    let cluster: Cluster
    let place: Place
    let port: UInt16
    let http: UInt16

    /// The standard keys with `changes`.
    static func keys(
        _ changes: [ConfigurationKey: String], _ cluster: Cluster, port: UInt16, http: UInt16
    ) -> [(key: String, value: String)] {
        let standard: [ConfigurationKey: String] = [
            .databaseURL: cluster.url, .members: "127.0.0.1:\(cluster.port)", .canaryInterval: "0",
            .httpListen: "127.0.0.1:\(http)", .poolerListen: "127.0.0.1:\(port)", .drainTimeout: "30s",
        ]
        return standard.merging(changes) { $1 }.map { (key: $0.key.rawValue, value: $0.value) }
            .sorted { $0.key < $1.key }
    }

    var ini: String { contents(of: "\(place.runtime)/pgbouncer/pgbouncer.ini") }

    func reload(_ changes: [ConfigurationKey: String]) async throws {
        try agent.configure(Self.keys(changes, cluster, port: port, http: http), pgbouncer: [])
        if changes[.logLevel] == nil {
            await agent.reload()
        } else {
            agent.process.signal(SIGHUP)
            await Reactor.sleep(until: .now + .seconds(2))
        }
    }

    /// How many sessions of the app's the server has of which `condition` holds.
    func sessions(_ condition: String) async throws -> Int {
        let shown = try await cluster.server.connect().execute(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE usename = 'app' AND \(condition)",
            until: .now + .seconds(60))
        return shown[0].value("n").flatMap { Int($0) } ?? 0
    }

    /// Whether the status comes to hold `words`.
    func status(_ words: String) async throws -> Bool {
        await eventually { await agent.get("/v1/status")?.text.contains(words) == true }
    }

    func client() async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            [
                ("hostaddr", "127.0.0.1"), ("port", String(port)), ("user", "app"), ("password", Cluster.password),
                ("dbname", "app"), ("sslmode", "disable"),
            ], until: .now + .seconds(60))
    }

    /// Has somebody tell PgBouncer's console something.
    func console(_ command: String) async throws {
        let console = try await agent.managedConsole(port: port)
        _ = try await console.execute(command, until: .now + .seconds(60))
    }

    /// The head of what `/health` answers to a client that came under this name.
    func answer(host: String) async -> String {
        let script =
            "exec 3<>/dev/tcp/127.0.0.1/\(http); printf 'GET /health HTTP/1.1\\r\\nHost: \(host)\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3"
        let end = ContinuousClock.now + .seconds(30)
        var answer = ""
        while .now < end, !answer.hasPrefix("HTTP/1.1 200") {
            let child = try? place.start(["/bin/bash", "-c", script], environment: [], output: "answer")
            _ = await child?.ended(until: .now + .seconds(10))
            answer = contents(of: "\(place.folder)/answer")
            unlink("\(place.folder)/answer")
            await Reactor.sleep(until: .now + .milliseconds(50))
        }
        return answer
    }
}
