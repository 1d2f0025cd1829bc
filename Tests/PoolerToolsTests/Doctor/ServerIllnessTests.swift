import Glibc
import LinuxReactor
import PointsmanConfiguration
import PoolerTools
import PostgresClient
import TestServers
import Testing

@Suite("Doctor on real servers: two primaries, and one that is full", .serialized)
struct ServerIllnessTests {
    @Test("doctor finds two servers of one cluster that both take writes, and judges by neither")
    func splitBrain() async throws {
        try await withStack { stack in
            let other = try FreePort.pick()
            try await withServer(copyOf: stack.server, tcpPort: other) { copy in
                _ = try await copy.connect()
                let members = "127.0.0.1:\(stack.serverPort), 127.0.0.1:\(other)"
                let keys: [ConfigurationKey: String] = [.discovery: "static", .members: members]
                let diagnosis = try await stack.diagnose(keys: keys)
                diagnosis.expect("members", .problem, "2 of 2 members answer, and 2 take writes: ")
                diagnosis.expect("members", .problem, "127.0.0.1:\(other)")
                #expect(diagnosis.exitCode == 2)
                // Which of the two is meant nobody can say, so that nothing is judged by either of them.
                #expect(
                    diagnosis.findings.contains {
                        $0.check == "route" && !$0.verdict.isChecked && $0.verdict.evidence.contains("is not known")
                    })

                try await copy.becomeStandby()
                _ = try await copy.connect()
                try await stack.diagnose(keys: keys).expect(
                    "members", .ok, "the primary is 127.0.0.1:\(stack.serverPort)")
            }
        }
    }

    @Test("doctor finds a primary whose connections are nearly or all used, by a session that the pool still has")
    func full() async throws {
        try await withStack { stack in
            try await stack.run("ALTER SYSTEM SET max_connections = 20")
            stack.server.process.signal(SIGINT)
            _ = await stack.server.process.ended(until: .now + .seconds(60))
            try stack.server.restart()
            // 17 are for ordinary roles. One is the pool's.
            var sessions = [try await stack.server.connect()]
            let client = try await stack.client()
            _ = try await client.execute("select 1", until: .now + .seconds(60))
            while sessions.count < 13 { sessions.append(try await stack.server.connect()) }
            let near = try await stack.diagnose()
            near.expect("connections", .warning, "of 17 that ordinary roles may have")
            near.expect("login", .ok, "direct to the primary")

            while sessions.count < 18 { sessions.append(try await stack.server.connect()) }
            let full = try await stack.diagnose()
            full.expect("connections", .problem, "of 17 that ordinary roles may have")
            full.expect("login", .problem, "remaining connection slots are reserved")
            full.expect("rights", .ok, "asked through the pooler")
            #expect(full.exitCode == 2)
        }
    }
}
