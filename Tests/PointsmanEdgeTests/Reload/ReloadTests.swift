import Glibc
import LinuxReactor
import PointsmanConfiguration
import PostgresClient
import StatusServer
import TestServers
import Testing

@Suite("SIGHUP", .serialized)
struct ReloadTests {
    static let acting = ConfigurationKey.allCases.filter {
        if case .acts = ReloadedKey.all[$0] { true } else { false }
    }

    @Test("each key that a reload applies has a reload test")
    func complete() {
        let live = ConfigurationKey.allCases.filter { $0.row.effect != .start }
        #expect(Set(ReloadedKey.all.keys) == Set(live))
    }

    @Test("a key that a reload applies acts from then on", arguments: acting)
    func acts(key: ConfigurationKey) async throws {
        guard case .acts(let changes, let isSeen) = ReloadedKey.all[key] else { return }
        try await Self.withReloading { test in
            if !changes.isEmpty { try await test.reload(changes) }
            let hasActed = try await isSeen(test)
            #expect(hasActed, "\(test.agent.log)")
        }
    }

    @Test("a reload names the keys that wait for a start and applies the others")
    func waiting() async throws {
        try await Self.withReloading { test in
            let other = try FreePort.pick()
            let news = try await test.agent.reload(
                Reloading.keys(
                    [
                        .databaseURL: test.cluster.url + "_other", .poolerListen: "127.0.0.1:\(other)",
                        .httpListen: "", .readDatabase: "reads", .poolerUser: "nobody",
                        .probeInterval: "700ms",
                    ], test.cluster, port: test.port, http: test.http))
            #expect(news.contains("the configuration was read again; from now on: probe_interval\n"))
            #expect(
                news.contains(
                    "at the next start only: database_url, pooler_listen, pooler_user, http_listen\n"
                ))
            await test.agent.readiness(200)
            #expect(try await sessionUser("app", Cluster.password, test.port) == "app")
        }
    }

    @Test("a reload of a configuration with an error changes nothing and names file and line")
    func broken() async throws {
        try await Self.withReloading { test in
            let ini = test.ini
            let news = try await test.agent.reload(
                Reloading.keys(
                    [.serverCheckQuery: "select 4711", .holdTimeout: "1s", .region: "iad"], test.cluster,
                    port: test.port, http: test.http))
            #expect(
                news.contains(
                    "the configuration stays as it was: \(test.place.folder)/pointsman.ini:4: drain_timeout (30.0 seconds) may not be longer than hold_timeout (1.0 seconds)"
                ), "\(news)")
            await Reactor.sleep(until: .now + .seconds(2))
            #expect(test.ini == ini)
            #expect(try await test.sessions("query LIKE '%select 4711%'") == 0)
            #expect(await test.agent.get("/primary")?.status == 200)
        }
    }

    @Test("a reload that cannot write PgBouncer's files changes nothing")
    func unwritable() async throws {
        try await Self.withReloading { test in
            let (ini, users) = (test.ini, contents(of: "\(test.place.runtime)/pgbouncer/userlist.txt"))
            // Nothing can take the place of a folder, whoever we are.
            let obstacle = "\(test.place.runtime)/pgbouncer/pgbouncer.ini.new"
            mkdir(obstacle, 0o700)
            let news = try await test.agent.reload(
                Reloading.keys(
                    [.serverCheckQuery: "select 4711", .region: "iad"], test.cluster, port: test.port, http: test.http))
            #expect(news.contains("the configuration stays as it was: "), "\(news)")
            rmdir(obstacle)
            await Reactor.sleep(until: .now + .seconds(2))
            #expect(test.ini == ini)
            #expect(contents(of: "\(test.place.runtime)/pgbouncer/userlist.txt") == users)
            #expect(try await test.sessions("query LIKE '%select 4711%'") == 0)
            #expect(await test.agent.get("/primary")?.status == 200)
        }
    }

    @Test("a reload checks pooler_ini again")
    func poolerIni() async throws {
        try await withAttached { attached in
            try await withAgent(attached.agent()) { agent in
                await agent.readiness(200)
                let wrong = try await agent.reload(attached.keys(ini: "\(attached.place.folder)/absent.ini"))
                #expect(wrong.contains("the configuration stays as it was: pooler_ini"), "\(wrong)")
                let right = try await agent.reload(attached.keys(ini: "\(attached.pooler.folder)/pgbouncer.ini"))
                #expect(right.contains("from now on: pooler_ini"), "\(right)")
            }
        }
    }

    /// Runs `body` with an agent that is ready, with the standard keys.
    @Reactor
    static func withReloading(_ body: @Reactor (Reloading) async throws -> Void) async throws {
        try await withPlace { place in
            try await withCluster { cluster in
                let (port, http) = (try FreePort.pick(), try FreePort.pick())
                let agent = try Program(in: place, Reloading.keys([:], cluster, port: port, http: http))
                try await withAgent(agent) { agent in
                    await agent.readiness(200)
                    try await body(Reloading(agent: agent, cluster: cluster, place: place, port: port, http: http))
                }
            }
        }
    }
}
