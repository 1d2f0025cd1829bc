import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

/// An archiver streams from a primary whose demotion has failed, and its only standby is promoted.
@Suite("An archiver beside an old primary", .serialized)
struct ArchiverTests {
    @Test(
        "writes move to the promoted standby although the old primary lives and an archiver streams from it",
        arguments: [true, false])
    func moves(hasRights: Bool) async throws {
        try await withPairAndPlace { pair, place in
            let superuser = try await pair.connect(to: pair.ports.first)
            if !hasRights { _ = try await superuser.execute("REVOKE pg_monitor FROM app", until: .now + .seconds(60)) }
            let (first, second) = ("127.0.0.1:\(pair.ports.first)", "127.0.0.1:\(pair.ports.second)")
            let program = try Program(
                in: place,
                [
                    ("database_url", "postgres://app:\(ServerPair.password)@\(first)/app"), ("discovery", "static"),
                    ("members", "\(first), \(second)"), ("pooler_listen", "127.0.0.1:\(try FreePort.pick())"),
                    ("http_listen", ""),
                ])
            try await withAgent(program) { agent in
                await agent.readiness(200)
                let archiver = try await pair.archiveFirst()
                try await pair.promoteSecond()
                _ = await eventually { await agent.status().contains("\"primary\": \"\(second)\"") }
                await agent.readiness(200)
                let status = await agent.status()
                #expect(status.contains("\"primary\": \"\(second)\""))
                #expect(status.contains("\"rule\": \"route\""))
                archiver.signal(SIGKILL)
                _ = await archiver.ended(until: .now + .seconds(60))
            }
        }
    }
}
