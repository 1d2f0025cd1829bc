import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PostgresClient
import TestServers
import Testing

@Suite("The notice of a PgBouncer from 1.25 on to clients that wait (query_wait_notify)", .serialized)
struct QueueNoticeTests {
    private static let notice = "NOTICE:  No server connection available"

    @Test(
        "a client that waits for a full pool is told that it is queued, and one that a PAUSE holds hears it only at RESUME",
        .enabled("PgBouncer is older than 1.25") {
            let release = await PoolerProgram.version(of: TestPooler.standard)
            return release.map { $0 >= PgBouncerVersion(major: 1, minor: 25) } ?? false
        })
    func notice() async throws {
        let servers = try await ContractServers()
        do {
            try await withPooler(rendering: { folder in
                PoolerFiles(
                    databases: "app = host=127.0.0.1 port=\(servers.ports[0]) dbname=postgres",
                    users: ["console": "", "app": ""],
                    keys: "pool_mode = transaction\ndefault_pool_size = 1\nquery_wait_notify = 1"
                ).texts(in: folder)
            }) { pooler in
                let console = try await pooler.console()
                let holder = try await PostgresConnection.connect(
                    [("host", pooler.folder), ("port", "6432"), ("user", "app"), ("dbname", "app")],
                    until: .now + .seconds(60))
                _ = try await holder.execute("BEGIN; SELECT 1", until: .now + .seconds(60))
                let queued = try Self.ask(pooler, into: "queued")
                #expect(await eventually { Self.text(pooler, "queued").contains(Self.notice) })
                _ = try await holder.execute("COMMIT", until: .now + .seconds(60))
                #expect(await queued.ended(until: .now + .seconds(60)) == 0)

                _ = try await console.execute("PAUSE app", until: .now + .seconds(60))
                let held = try Self.ask(pooler, into: "held")
                #expect(try await eventually { try await Self.longestWait(console) >= .seconds(5) })
                #expect(Self.text(pooler, "held") == "")
                _ = try await console.execute("RESUME app", until: .now + .seconds(60))
                #expect(await held.ended(until: .now + .seconds(60)) == 0)
                #expect(Self.text(pooler, "held").contains(Self.notice))
            }
        } catch {
            await servers.remove()
            throw error
        }
        await servers.remove()
    }

    /// A client that asks for one row; what it is told goes to a file.
    @Reactor
    private static func ask(_ pooler: TestPooler, into name: String) throws -> ChildProcess {
        let output = open("\(pooler.folder)/\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        return try ChildProcess(
            .init(
                "/usr/bin/psql",
                ["-X", "-h", pooler.folder, "-p", "6432", "-U", "app", "-d", "app", "-c", "SELECT 1"],
                environment: ["LC_ALL=C"], descriptors: [nil, output, output]))
    }

    @Reactor
    private static func text(_ pooler: TestPooler, _ name: String) -> String {
        String(decoding: pooler.bytes(of: name), as: UTF8.self)
    }

    @Reactor
    private static func longestWait(_ console: PostgresConnection) async throws -> Duration {
        let shown = try await console.execute("SHOW POOLS", until: .now + .seconds(60))[0]
        return shown.records.compactMap { PoolRow(row: $0) }.map(\.longestWait).max() ?? .zero
    }
}
