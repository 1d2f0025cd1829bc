import Glibc
import LinuxReactor
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("A role that probes in place of the app's", .serialized)
struct ProbeRoleTests {
    private static let secret = "probe-secret-5e1c"

    @Test(
        "probe_user probes, while PgBouncer and the trial of the fence log in as the app's role, and follows a new password"
    )
    func probes() async throws {
        try await Self.withRole { cluster, place, admin in
            let agent = try Self.agent(cluster, place)
            try await withAgent(agent) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                #expect(try await Self.isProbing(admin))
                let doctor = try await agent.command("doctor", "--seconds", "0")
                #expect(doctor.words.contains("prober sees all sessions (pg_monitor)"), "\(doctor.words)")
                #expect(doctor.words.contains("app logs in through the pooler"), "\(doctor.words)")

                _ = try await admin.execute("ALTER ROLE prober PASSWORD 'another-81d2'", until: .now + .seconds(60))
                try place.write("another-81d2\n", to: "probe")
                agent.process.signal(SIGHUP)
                #expect(await agent.logs("the configuration was read again"))
                _ = try await admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'prober'",
                    until: .now + .seconds(60))
                let isBack = await eventually {
                    (try? await Self.isProbing(admin)) == true
                }
                #expect(isBack)
                #expect(await agent.readiness(200) == "ready\n")
                for words in [doctor.words, agent.log, await agent.get("/v1/status")?.text ?? ""] {
                    #expect(!words.contains(Self.secret) && !words.contains("another-81d2"))
                }
            }
        }
    }

    @Test("the fence is tried as the app's role, also if probe_user may run it and the app's may not")
    func fence() async throws {
        try await Self.withRole { cluster, place, admin in
            for statement in [
                "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION pg_control_system() TO prober",
            ] {
                let link = try await PostgresConnection.connect(
                    cluster.server.parameters.filter { $0.keyword != "dbname" } + [("dbname", "app")],
                    until: .now + .seconds(60))
                _ = try await link.execute(statement, until: .now + .seconds(60))
            }
            let agent = try Self.agent(cluster, place)
            try await withAgent(agent) { agent in
                #expect(await agent.logs("the fence can't work there"))
            }
        }
    }

    @Test("a refused login of the app's role is told as such with its cure, and not as a fence that can't work")
    func refusedLogin() async throws {
        try await Self.withRole { cluster, place, admin in
            try await Self.run("ALTER ROLE app NOLOGIN", admin)
            let agent = try Self.agent(cluster, place)
            try await withAgent(agent) { agent in
                #expect(await agent.logs("the app's role app can't log in there, and PgBouncer can't either"))
                #expect(await agent.logs("ALTER ROLE app LOGIN"))
                // A few more trials.
                await Reactor.sleep(until: .now + .seconds(6))
                #expect(!agent.log.contains("the fence can't work there"), "\(agent.log)")
                #expect(await !agent.status().contains("GRANT EXECUTE"))
            }
        }
    }

    @Test("a read-only default of probe_user alone leaves the primary one that takes writes")
    func readOnlyProber() async throws {
        try await Self.withRole { cluster, place, admin in
            try await Self.run("ALTER ROLE prober SET default_transaction_read_only = on", admin)
            let agent = try Self.agent(cluster, place)
            try await withAgent(agent) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                // The app's own sessions show the server's default, which probe_user's don't.
                try await Self.run("ALTER SYSTEM SET default_transaction_read_only = on", admin)
                try await Self.run("SELECT pg_reload_conf()", admin)
                await agent.readiness(200, saying: "refuses writes (read-only)")
                try await Self.run("ALTER SYSTEM RESET default_transaction_read_only", admin)
                try await Self.run("SELECT pg_reload_conf()", admin)
                #expect(await agent.readiness(200) == "ready\n")
            }
        }
    }

    @Test("a read-only default of the app's role is seen by probe_user at once")
    func readOnlyApp() async throws {
        try await Self.withRole { cluster, place, admin in
            let agent = try Self.agent(cluster, place)
            try await withAgent(agent) { agent in
                #expect(await agent.readiness(200) == "ready\n")
                try await Self.run("ALTER ROLE app SET default_transaction_read_only = on", admin)
                await agent.readiness(200, saying: "refuses writes (read-only)")
                try await Self.run("ALTER ROLE app RESET default_transaction_read_only", admin)
                #expect(await agent.readiness(200) == "ready\n")
            }
        }
    }

    @Test("fleet_connections is a share of what the app's role may open, whatever the limit of probe_user")
    func limits() async throws {
        try await Self.withRole { cluster, place, admin in
            try await Self.run("ALTER ROLE prober CONNECTION LIMIT 5", admin)
            try await Self.run("ALTER ROLE app CONNECTION LIMIT 40", admin)
            try await withResolver(["shop.internal. 5 IN A 127.0.0.1"]) { resolver in
                let agent = try Self.agent(
                    cluster, place, ["fleet_name": "shop", "fleet_connections": "50%", "resolver": resolver.server])
                try await withAgent(agent) { agent in
                    #expect(await agent.readiness(200) == "ready\n")
                    // One of the twenty is the agent's own.
                    #expect(await agent.says("\"share\": 19"), "\(agent.log)")
                }
            }
        }
    }

    @Test("a probe_user that can't be used is refused at the start with its key")
    func refusals() async throws {
        try await withPlace { place in
            let keys = ["database_url": "postgres://app:x@127.0.0.1:1/app", "http_listen": ""]
            for (more, words) in [
                (["probe_password_file": "\(place.folder)/none"], "probe_password_file is the password of probe_user"),
                (["probe_user": "prober", "probe_password_file": "\(place.folder)/none"], "does not exist"),
                (["probe_user": "app"], "probe_user is the app's role"),
            ] {
                let all = keys.merging(more) { $1 }.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
                let ended = try await Program(in: place, all).ended()
                #expect(ended.code != 0 && ended.words.contains(words), "\(ended.words)")
            }
        }
    }

    /// Whether the role has a session that was asked something within a few probes' time.
    @Reactor
    private static func isProbing(_ admin: PostgresConnection) async throws -> Bool {
        let rows = try await admin.execute(
            "SELECT count(*) AS sessions FROM pg_stat_activity WHERE usename = 'prober' AND datname = 'app' "
                + "AND query_start > clock_timestamp() - interval '30 s'", until: .now + .seconds(60))
        return rows[0].value("sessions") == "1"
    }

    @Reactor
    private static func agent(
        _ cluster: Cluster, _ place: Place, _ more: KeyValuePairs<String, String> = [:]
    ) throws -> Program {
        let keys = try Program.keys(cluster.url, more)
        return try Program(
            in: place, keys + [("probe_user", "prober"), ("probe_password_file", "\(place.folder)/probe")])
    }

    @Reactor
    private static func run(_ statement: String, _ admin: PostgresConnection) async throws {
        _ = try await admin.execute(statement, until: .now + .seconds(60))
    }

    @Reactor
    private static func withRole(_ body: @Reactor (Cluster, Place, PostgresConnection) async throws -> Void)
        async throws
    {
        try await withPlace { place in
            try await withCluster { cluster in
                let admin = try await cluster.server.connect()
                for statement in ["CREATE ROLE prober LOGIN PASSWORD '\(secret)'", "GRANT pg_monitor TO prober"] {
                    _ = try await admin.execute(statement, until: .now + .seconds(60))
                }
                try place.write("\(secret)\n", to: "probe")
                chmod("\(place.folder)/probe", 0o600)
                try await body(cluster, place, admin)
            }
        }
    }
}
