import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

/// What the probe tells of those that stream from a real primary.
@Suite("A primary's followers, by its WAL senders", .serialized)
struct WALSenderTests {
    @Test("archivers and logical subscribers are not followers, and make them unknown only without rights")
    @Reactor
    func strangers() async throws {
        let server = try await TestServer()
        do {
            let superuser = try await Self.prepare(server)
            #expect(try await Self.followers(of: server, as: "app") == .standbys([]))
            let subscriber = try server.client(
                "pg_recvlogical", ["-d", "postgres", "--slot", "logical", "--start", "-f", "/dev/null"])
            try await Self.wait(for: 1, superuser)
            #expect(try await Self.followers(of: server, as: "app") == .standbys([]))
            #expect(try await Self.followers(of: server, as: "watcher") == .standbys([]))
            let archiver = try server.client("pg_receivewal", ["-D", server.folder])
            try await Self.wait(for: 2, superuser)
            #expect(try await Self.followers(of: server, as: "app") == .unknown)
            #expect(try await Self.followers(of: server, as: "watcher") == .standbys([]))
            for client in [subscriber, archiver] {
                client.signal(SIGKILL)
                _ = await client.ended(until: .now + .seconds(60))
            }
        } catch {
            await server.remove()
            throw error
        }
        await server.remove()
    }

    @Test("a streaming standby is a follower, with its address if the role may see it")
    @Reactor
    func standby() async throws {
        let server = try await TestServer(tcpPort: try FreePort.pick())
        do {
            let superuser = try await Self.prepare(server)
            let copy = try await TestServer(copyOf: server, tcpPort: try FreePort.pick())
            do {
                let connection = try await copy.connect()
                let port = server.parameters.first { $0.keyword == "port" }!.value
                _ = try await connection.execute(
                    "alter system set primary_conninfo = 'host=127.0.0.1 port=\(port) user=postgres'",
                    until: .now + .seconds(60))
                try await copy.becomeStandby()
                try await Self.wait(for: 1, superuser)
                let replayed = "select count(*) from pg_stat_replication where replay_lsn is not null"
                try await Self.wait(for: 1, superuser, replayed)
                #expect(try await Self.followers(of: server, as: "app") == .unknown)
                #expect(try await Self.followers(of: server, as: "watcher") == .standbys([IPAddress("127.0.0.1")]))
                let upstreams = try await [Self.report(of: copy, as: "app"), Self.report(of: copy, as: "watcher")]
                    .map(\.upstream)
                #expect(upstreams == [.unknown, .member(try #require(MemberID("127.0.0.1:\(port)")))])
            } catch {
                await copy.remove()
                throw error
            }
            await copy.remove()
        } catch {
            await server.remove()
            throw error
        }
        await server.remove()
    }

    /// A role without rights, one with pg_monitor, and a logical slot.
    @Reactor
    private static func prepare(_ server: TestServer) async throws -> PostgresConnection {
        var superuser = try await server.connect()
        _ = try await superuser.execute(
            "create role app login; create role watcher login in role pg_monitor", until: .now + .seconds(60))
        _ = try await superuser.execute("alter system set wal_level = logical", until: .now + .seconds(60))
        server.process.signal(SIGINT)
        _ = await server.process.ended(until: .now + .seconds(60))
        try server.restart()
        superuser = try await server.connect()
        _ = try await superuser.execute(
            "select pg_create_logical_replication_slot('logical', 'test_decoding')", until: .now + .seconds(60))
        return superuser
    }

    @Reactor
    private static func wait(
        for count: Int, _ superuser: PostgresConnection,
        _ question: String = "select count(*) from pg_stat_replication where state = 'streaming'"
    ) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            let answer = try await superuser.execute(question, until: limit).last?.records.first?("count")
            if answer == String(count) { return }
            await Reactor.sleep(until: .now + .milliseconds(20))
        }
        Issue.record("\(count) senders never streamed")
    }

    @Reactor
    private static func followers(of server: TestServer, as role: String) async throws -> Followers {
        try await report(of: server, as: role).followers
    }

    @Reactor
    private static func report(of server: TestServer, as role: String) async throws -> ServerReport {
        _ = try await server.connect()
        let parameters = server.parameters.map { $0.keyword == "user" ? ($0.keyword, role) : $0 }
        let limit = ContinuousClock.now + .seconds(60)
        let connection = try await PostgresConnection.connect(parameters, until: limit)
        let results = try await connection.execute(ProbeStatement.plain(check: "select 1"), until: limit)
        return try #require(results.last?.records.first.flatMap { ServerReport(row: $0) })
    }
}
